import { readFileSync } from 'node:fs';
import { sep } from 'node:path';
import type { DatabaseDriver } from '../drivers/database-driver';
import { propertyOf } from '../patch/reflection';
import { onModuleLoaded } from './on-module-loaded';

/** A file of a driver that was loaded, with what it exports. */
export type OnDriverFile = (exports: unknown) => void;

/**
 * Calls back for each file of a driver that is loaded or will be: in every copy of the driver, also under another name.
 *
 * @returns how many were loaded already, and how to stop
 */
export function watchDriverModules(
  driver: DatabaseDriver,
  onDriverFile: OnDriverFile,
): { readonly loaded: number; stop: () => void } {
  const isFile = driverFileMatcher(driver);
  let loaded = 0;
  // Under Jest this is the registry of the test file. ES modules reach the same one, because all drivers are CommonJS.
  for (const [path, module] of Object.entries(require.cache)) {
    if (module?.loaded !== true || !isFile(path)) continue;
    loaded += 1;
    onDriverFile(module.exports);
  }
  const stop = onModuleLoaded((path, exports) => {
    if (isFile(path)) onDriverFile(exports);
  });
  return { loaded, stop };
}

function driverFileMatcher({ packageName, files }: DatabaseDriver): (path: string) => boolean {
  const endings = files.map((file) => sep + file.split('/').join(sep));
  return (path) =>
    endings.some(
      (ending) => path.endsWith(ending) && packageNameAt(path.slice(0, -ending.length)) === packageName,
    );
}

function packageNameAt(folder: string): string | undefined {
  try {
    const name = propertyOf(JSON.parse(readFileSync(`${folder}${sep}package.json`, 'utf8')), 'name');
    return typeof name === 'string' ? name : undefined;
  } catch {
    return undefined;
  }
}
