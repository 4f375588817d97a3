import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The absolute path that an argument of `node:fs` names; `undefined` for what is no path, such as a descriptor. */
export function toFilePath(argument: unknown): string | undefined {
  try {
    if (typeof argument === 'string') return resolve(argument);
    if (argument instanceof Uint8Array) return resolve(Buffer.from(argument).toString());
    return isUrl(argument) ? fileURLToPath(argument.href) : undefined;
  } catch {
    // Not a file URL: `node:fs` says so itself.
    return undefined;
  }
}

// By its fields, because under Jest the class may be of another realm.
function isUrl(value: unknown): value is URL {
  return typeof value === 'object' && value !== null && 'href' in value && 'protocol' in value;
}
