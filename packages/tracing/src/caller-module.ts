import { basename, extname, isAbsolute, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const LOCATION = /((?:file:\/\/)?[^()]+?):\d+:\d+\)?$/;

/**
 * The file that called `callee`, without its extension: relative to the working directory where it is below it,
 * otherwise its name alone. `undefined` where the stack does not say.
 */
export function callerModule(callee: (...args: never[]) => unknown): string | undefined {
  const holder: { stack?: string } = {};
  Error.captureStackTrace(holder, callee);
  return moduleOfStack(holder.stack ?? '');
}

/** The first file of a stack trace, as {@link callerModule} gives it. */
export function moduleOfStack(stack: string, workingDirectory = process.cwd()): string | undefined {
  const file = stack
    .split('\n')
    .map(fileOf)
    .find((each) => each !== undefined);
  if (file === undefined) return undefined;
  const path = relative(workingDirectory, file);
  const isBelow = path !== '' && !path.startsWith('..') && !isAbsolute(path);
  const shown = isBelow ? path : basename(file);
  return shown
    .slice(0, shown.length - extname(shown).length)
    .split(sep)
    .join('/');
}

function fileOf(line: string): string | undefined {
  const frame = /^\s*at (.*)$/.exec(line)?.[1];
  const location = LOCATION.exec(frame?.replace(/^.*\(/, '').replace(/^async /, '') ?? '')?.[1];
  if (location === undefined || location.startsWith('node:')) return undefined;
  const file = location.startsWith('file://') ? fileURLToPath(location) : location;
  return isAbsolute(file) ? file : undefined;
}
