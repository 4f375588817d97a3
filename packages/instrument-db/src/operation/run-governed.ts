import { ReleaseQueue } from './release-queue';
import type { Governed, GovernedOutcome } from './governed';

/** How {@link runGoverned} treats a call. */
export interface RunGovernedOptions {
  /** Sends what goes through it in the order of the calls. @defaultValue nothing is kept in order */
  readonly queue?: ReleaseQueue | undefined;
  /** Finds failures in an answer that the driver resolves with. @defaultValue there are none */
  readonly outcomeOf?: ((result: unknown) => GovernedOutcome) | undefined;
}

/**
 * Calls a driver's method that returns a promise once what it sends may be sent: in this tick where that is known. The
 * promise settles as the driver's own, or is rejected with the refusal.
 */
export function runGoverned(
  governed: Governed,
  send: () => unknown,
  { queue = new ReleaseQueue(), outcomeOf = () => ({}) }: RunGovernedOptions = {},
): unknown {
  return new Promise((resolve, reject) => {
    queue.enter(
      governed.admission,
      () => {
        resolve(observed(governed, send, outcomeOf));
      },
      reject,
    );
  });
}

async function observed(
  governed: Governed,
  send: () => unknown,
  outcomeOf: (result: unknown) => GovernedOutcome,
): Promise<unknown> {
  try {
    const result = await send();
    governed.end(outcomeOf(result));
    return result;
  } catch (error) {
    governed.end({ error });
    throw error;
  }
}
