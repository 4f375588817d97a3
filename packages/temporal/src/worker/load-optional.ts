import { createRequire } from 'node:module';

const load = createRequire(__filename);

/**
 * Load one export of a package that people install only if they need it.
 *
 * @returns `undefined` where the package is not installed. What goes wrong inside an installed one is thrown as it is.
 */
export function loadOptional(packageName: string, exportName: string): unknown {
  if (!isInstalled(packageName)) return undefined;
  const loaded: unknown = load(packageName);
  return typeof loaded === 'object' && loaded !== null ? Reflect.get(loaded, exportName) : undefined;
}

function isInstalled(packageName: string): boolean {
  try {
    load.resolve(packageName);
    return true;
  } catch {
    return false;
  }
}
