import { readFileSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';

/**
 * Add the module of workflow interceptors to the paths of those that are bundled, unless a copy of this package is among
 * them: of several a run would use the first alone.
 *
 * @returns the given list itself where nothing is added.
 */
export function addInterceptorModule(paths: readonly string[]): readonly string[] {
  const ours = require.resolve('../workflow/interceptors');
  return paths.some((path) => path === ours || isOfCopy(path)) ? paths : [...paths, ours];
}

function isOfCopy(path: string): boolean {
  const folder = dirname(path);
  if (basename(path, extname(path)) !== 'interceptors' || basename(folder) !== 'workflow') return false;
  try {
    const manifest: unknown = JSON.parse(readFileSync(join(folder, '..', '..', 'package.json'), 'utf8'));
    return (
      typeof manifest === 'object' &&
      manifest !== null &&
      Reflect.get(manifest, 'name') === '@openbox/temporal'
    );
  } catch {
    // No package's file: not ours.
    return false;
  }
}
