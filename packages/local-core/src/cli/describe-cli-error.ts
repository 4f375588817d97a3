import { errorMessage } from '../error-message';

/** An error as a person at a terminal reads it: what happened, and the stack only where `OPENBOX_DEBUG` asks for it. */
export function describeCliError(error: unknown, env: Readonly<Record<string, string | undefined>>): string {
  const isDebug = env.OPENBOX_DEBUG === 'true' || env.OPENBOX_DEBUG === '1';
  return isDebug && error instanceof Error && error.stack !== undefined ? error.stack : errorMessage(error);
}
