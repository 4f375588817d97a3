import { ReleaseQueue } from './release-queue';
import type { GovernedStatement } from './governed-statement';

/** How {@link runGoverned} treats a call. */
export interface RunGovernedOptions {
  /** Sends what goes through it in the order of the calls. @defaultValue nothing is kept in order */
  readonly queue?: ReleaseQueue | undefined;
  /** Finds a failure in an answer that the driver resolves with. */
  readonly failureIn?: (result: unknown) => unknown;
}

/**
 * Calls a driver's method that returns a promise once its statement may be sent: in this tick where that is known. The
 * promise settles as the driver's own, or is rejected with the refusal.
 */
export function runGoverned(
  statement: GovernedStatement,
  send: () => unknown,
  { queue = new ReleaseQueue(), failureIn = () => undefined }: RunGovernedOptions = {},
): unknown {
  return new Promise((resolve, reject) => {
    queue.enter(
      statement.admission,
      () => {
        resolve(observed(statement, send, failureIn));
      },
      reject,
    );
  });
}

async function observed(
  statement: GovernedStatement,
  send: () => unknown,
  failureIn: (result: unknown) => unknown,
): Promise<unknown> {
  try {
    const result = await send();
    const error = failureIn(result);
    statement.end(error === undefined ? {} : { error });
    return result;
  } catch (error) {
    statement.end({ error });
    throw error;
  }
}
