import type { GovernanceVerdict } from '../governance-verdict';
import { OpenBoxError, type OpenBoxErrorOptions } from './openbox-error';

/**
 * Thrown in the place of an operation that a verdict refused, such as an HTTP request in an activity.
 *
 * It may reach the caller wrapped by a client library: `getGovernanceFailure` finds it there.
 */
export class GovernanceRefusedError extends OpenBoxError {
  static override readonly errorName: string = 'GovernanceRefusedError';

  /** The verdict that refused; not enumerable, so that printing the error does not print Core's whole answer. */
  declare readonly governanceVerdict: GovernanceVerdict;

  /** @param message - What was refused and why; the verdict's reason where it is not given. */
  constructor(verdict: GovernanceVerdict, message?: string, options?: OpenBoxErrorOptions) {
    super(
      'governance_refused',
      message ?? `Governance ${verdict.verdict}: ${verdict.reason ?? 'No reason provided'}`,
      options,
    );
    Object.defineProperty(this, 'governanceVerdict', { value: verdict, enumerable: false });
  }

  /** The verdict that refused. */
  get verdict(): GovernanceVerdict {
    return this.governanceVerdict;
  }
}
