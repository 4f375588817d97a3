const CODE = /\.(?:[cm]?[jt]s|[jt]sx|json)$/i;

/**
 * Whether Node is reading this file in order to run it as a module, of which only its own loader is a sign.
 *
 * @param entry - the patched function that was called: whoever called it is looked at
 */
export function isLoadingModule(path: string, entry: (...args: never[]) => unknown): boolean {
  if (!CODE.test(path)) return false;
  const holder: { stack?: string } = {};
  const limit = Error.stackTraceLimit;
  try {
    Error.stackTraceLimit = 1;
    Error.captureStackTrace(holder, entry);
  } finally {
    Error.stackTraceLimit = limit;
  }
  return holder.stack?.includes('node:internal/modules/') === true;
}
