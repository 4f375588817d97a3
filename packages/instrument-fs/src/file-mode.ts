import { constants } from 'node:fs';

/** Open flags as the text of `file.mode`: `r`, `w+`, `ax`, … Numeric flags become the text that means the same. */
export function toFileMode(flags: unknown, defaultMode: string): string {
  if (typeof flags === 'string') return flags;
  if (typeof flags !== 'number') return defaultMode;
  const readsToo = (flags & constants.O_RDWR) !== 0;
  const writes = readsToo || (flags & constants.O_WRONLY) !== 0;
  if (!writes) return 'r';
  const exclusive = (flags & constants.O_EXCL) === 0 ? '' : 'x';
  if ((flags & constants.O_APPEND) !== 0) return `a${exclusive}${readsToo ? '+' : ''}`;
  if ((flags & (constants.O_TRUNC | constants.O_CREAT)) !== 0) return `w${exclusive}${readsToo ? '+' : ''}`;
  return 'r+';
}

/** Whether a file that is opened so can be changed. */
export function isChangingMode(mode: string): boolean {
  return !/^(r|rs|sr)$/.test(mode);
}
