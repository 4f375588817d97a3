import { withoutScope } from '@openbox/spans';
import fs from 'node:fs';

/**
 * The path behind a file descriptor that was opened where nobody was looking. `undefined` for standard input and output,
 * and for what is no file; `fd:<number>` where the system does not say.
 */
export function descriptorPath(descriptor: number): string | undefined {
  if (descriptor <= 2) return undefined;
  try {
    const target = withoutScope(() => fs.readlinkSync(`/proc/self/fd/${descriptor}`));
    return target.startsWith('/') ? target.replace(/ \(deleted\)$/, '') : undefined;
  } catch {
    return `fd:${descriptor}`;
  }
}
