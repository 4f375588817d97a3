import { extname, resolve, sep } from 'node:path';

/** Which paths are left alone. */
export interface PathRules {
  /** @param changes - whether the operation changes something, so that noise is no reason to leave it alone */
  skips(path: string, changes: boolean): boolean;
}

/** What {@link createPathRules} adds to its own rules. */
export interface PathRulesOptions {
  readonly skipPaths: readonly string[];
  readonly skipExtensions: readonly string[];
}

const SYSTEM_FOLDERS = ['/dev', '/proc', '/sys', '\\\\?\\pipe', '\\\\.\\pipe'];
const NOISY_SEGMENTS = ['node_modules', '__pycache__'];
const NOISY_EXTENSIONS = new Set(['.pyc', '.pyo', '.so', '.dylib', '.dll', '.node']);

/**
 * Leaves alone what is below `/dev`, `/proc` and `/sys`, and what the program asks for; and for operations that only
 * read also what is in a `node_modules` or `__pycache__` folder and compiled code, by its extension.
 */
export function createPathRules(options: PathRulesOptions): PathRules {
  const folders = options.skipPaths.map((path) => resolve(path));
  const extensions = new Set(options.skipExtensions.map((extension) => extension.toLowerCase()));
  return {
    skips: (path, changes) =>
      SYSTEM_FOLDERS.some((folder) => isWithin(path, folder)) ||
      folders.some((folder) => isWithin(path, folder)) ||
      extensions.has(extname(path).toLowerCase()) ||
      (!changes && isNoise(path)),
  };
}

function isNoise(path: string): boolean {
  return (
    NOISY_EXTENSIONS.has(extname(path).toLowerCase()) ||
    path.split(sep).some((part) => NOISY_SEGMENTS.includes(part))
  );
}

function isWithin(path: string, folder: string): boolean {
  const boundary = folder.startsWith('\\\\') ? '\\' : sep;
  return path === folder || path.startsWith(folder.endsWith(boundary) ? folder : folder + boundary);
}
