import { createRequire } from 'node:module';
import { join } from 'node:path';
import { diag } from '@opentelemetry/api';
import { OpenBoxConfigError } from '@openbox/core-client/contract';
import { neverThrow, type GovernedInstrumentation, type WorkflowSpanProcessor } from '@openbox/spans';
import { DRIVERS, isDbLibrary, type DbLibrary } from './db-library';
import type { DatabaseDriver } from './drivers/database-driver';
import { isSupersededSpan } from './superseded-spans';
import { watchDriverModules } from './loading/driver-modules';
import { PatchSet } from './patch/patch-set';

/**
 * Governs and records the statements of database clients, for `registerInstrumentations`. It works before and after a
 * client was loaded and connected, for every copy of it, in CommonJS and in ES modules. A client that is not installed
 * is passed over, and named through OpenTelemetry's `diag` at debug level.
 *
 * In a bundle, where clients are not files of their own, use {@link instrumentDatabase}.
 *
 * @param libraries - @defaultValue all that can be governed
 * @throws {@link OpenBoxConfigError} for a name that is not one of {@link DbLibrary}
 */
export function databases(
  libraries: readonly DbLibrary[] = Object.keys(DRIVERS).filter(isDbLibrary),
): GovernedInstrumentation[] {
  // Programs without types may name anything.
  const named: readonly string[] = libraries;
  const unknown = named.find((name) => !isDbLibrary(name));
  if (unknown !== undefined) {
    throw new OpenBoxConfigError(
      `dbLibraries: "${unknown}" cannot be governed. Known: ${Object.keys(DRIVERS).join(', ')}.`,
    );
  }
  return [...new Set(libraries)].map((name) => ({
    name,
    enable: (processor) => enableDriver(name, DRIVERS[name], processor),
  }));
}

/**
 * Governs and records the statements of one database client that is handed in, for `registerInstrumentations`: in a
 * bundle, or under a test runner that loads modules itself.
 *
 * ```ts
 * registerInstrumentations(spans, [instrumentDatabase('pg', require('pg'))]);
 * ```
 *
 * @param exports - what the package exports; of mongodb, what `mongodb/lib/cmap/connection` exports
 * @throws {@link OpenBoxConfigError} when it is switched on, where nothing of the client is found in `exports`
 */
export function instrumentDatabase(library: DbLibrary, exports: unknown): GovernedInstrumentation {
  const driver: DatabaseDriver = DRIVERS[library];
  return {
    name: library,
    enable: (processor) => {
      const patches = new PatchSet(processor);
      driver.patch(exports, patches);
      if (patches.size === 0) {
        throw new OpenBoxConfigError(
          `instrumentDatabase: nothing of ${library} was found in the given module. Hand in ${driver.moduleHint}.`,
        );
      }
      const include = processor.excludeSpans((span) => isSupersededSpan(driver, span));
      return () => {
        include();
        patches.undo();
      };
    },
  };
}

function enableDriver(name: DbLibrary, driver: DatabaseDriver, processor: WorkflowSpanProcessor): () => void {
  const patches = new PatchSet(processor);
  const { loaded, stop } = watchDriverModules(driver, (exports) => {
    neverThrow(`governing ${name}`, () => {
      driver.patch(exports, patches);
    });
  });
  if (loaded === 0 && !isInstalled(driver.packageName))
    diag.debug(`openbox: ${name} is not installed, so there is nothing of it to govern`);
  const include = processor.excludeSpans((span) => isSupersededSpan(driver, span));
  return () => {
    stop();
    include();
    patches.undo();
  };
}

function isInstalled(packageName: string): boolean {
  try {
    createRequire(join(process.cwd(), 'index.js')).resolve(packageName);
    return true;
  } catch {
    return false;
  }
}
