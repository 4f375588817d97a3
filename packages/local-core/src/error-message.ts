/** Message of whatever was thrown; also of an error of another realm, such as Node's own in a test runner. */
export function errorMessage(error: unknown): string {
  const message: unknown =
    typeof error === 'object' && error !== null && 'message' in error ? error.message : undefined;
  return typeof message === 'string' && message !== '' ? message : 'unknown error';
}

/** Code of a system error, such as `ENOENT`; `undefined` for any other. */
export function errorCode(error: unknown): string | undefined {
  const code: unknown =
    typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}
