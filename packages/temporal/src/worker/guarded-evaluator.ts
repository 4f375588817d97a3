import { OpenBoxResponseError, parseVerdict } from '@openbox/core-client/contract';
import type {
  ApprovalDecision,
  ApprovalKey,
  CallOptions,
  Evaluator,
  GovernanceEvent,
  GovernanceVerdict,
} from '@openbox/core-client/contract';
import { suppressed } from '@openbox/spans';
import type { GovernanceConfig } from './governance-config';
import { withDeadline } from './with-deadline';

/**
 * An evaluator that always answers, in bounded time and with a verdict that exists, whatever it wraps: an evaluator of
 * one's own that throws, hangs or answers nonsense is an API error and follows the policy.
 *
 * Its own I/O is neither captured nor traced. Only an aborted signal rejects.
 */
export interface GuardedEvaluator {
  evaluate(event: GovernanceEvent, options?: CallOptions): Promise<GovernanceVerdict>;
  /** Blocks the thread; absent where the evaluator cannot answer at once. Never throws. */
  readonly evaluateSync?: (event: GovernanceEvent) => GovernanceVerdict;
  pollApproval(key: ApprovalKey, options?: CallOptions): Promise<ApprovalDecision>;
}

type GuardConfig = Pick<
  GovernanceConfig,
  'governanceTimeoutMs' | 'onApiError' | 'onVerdict' | 'onGovernanceError'
> &
  Partial<Pick<GovernanceConfig, 'multiAgentSessionId' | 'maxPatchRestarts'>>;

/** Time that an evaluator which keeps to the timeout by itself gets to say so. */
const GRACE_MS = 2_000;

export function guardEvaluator(evaluator: Evaluator, config: GuardConfig): GuardedEvaluator {
  const limitMs = config.governanceTimeoutMs + GRACE_MS;
  const { multiAgentSessionId } = config;
  // A run's own session stays.
  const inWorkersSession = (event: GovernanceEvent): GovernanceEvent =>
    multiAgentSessionId === undefined ? event : { multi_agent_session_id: multiAgentSessionId, ...event };
  const decideInstead = (error: unknown, event: GovernanceEvent): GovernanceVerdict => {
    notify(config.onGovernanceError, error, event);
    return fallbackVerdict(error, config.onApiError);
  };
  /** A proposal that nobody may follow must not reach history. */
  const enforceable = (verdict: GovernanceVerdict): GovernanceVerdict => {
    if (verdict.patch === undefined || (config.maxPatchRestarts ?? 0) > 0) return verdict;
    const { patch: _proposal, ...enforced } = verdict;
    return enforced;
  };
  return {
    async evaluate(given, options = {}) {
      const event = inWorkersSession(given);
      let verdict: GovernanceVerdict;
      try {
        const ask = async (signal: AbortSignal) => checked(await evaluator.evaluate(event, { signal }));
        verdict = await withDeadline(ask, limitMs, options.signal);
      } catch (error) {
        options.signal?.throwIfAborted();
        verdict = decideInstead(error, event);
      }
      notify(config.onVerdict, verdict, event);
      return enforceable(verdict);
    },
    ...(evaluator.evaluateSync !== undefined && {
      evaluateSync(given) {
        const event = inWorkersSession(given);
        let verdict: GovernanceVerdict;
        try {
          verdict = checked(suppressed(() => evaluator.evaluateSync?.(event)));
        } catch (error) {
          verdict = decideInstead(error, event);
        }
        notify(config.onVerdict, verdict, event);
        return enforceable(verdict);
      },
    }),
    async pollApproval(key, options = {}) {
      if (evaluator.pollApproval === undefined) return { state: 'pending' };
      try {
        const ask = async (signal: AbortSignal) => evaluator.pollApproval?.(key, { signal });
        return (await withDeadline(ask, limitMs, options.signal)) ?? { state: 'unavailable' };
      } catch (error) {
        options.signal?.throwIfAborted();
        notify(config.onGovernanceError, error, undefined);
        return { state: 'unavailable' };
      }
    },
  };
}

function checked(answer: GovernanceVerdict | undefined): GovernanceVerdict {
  const verdict = parseVerdict((answer as Partial<GovernanceVerdict> | undefined)?.verdict);
  if (verdict === undefined) throw new OpenBoxResponseError('the evaluator answered without a known verdict');
  return verdict === answer?.verdict ? answer : { ...answer, verdict };
}

function fallbackVerdict(error: unknown, onApiError: GovernanceConfig['onApiError']): GovernanceVerdict {
  const text = error instanceof Error ? error.message : 'the evaluator failed';
  return {
    verdict: onApiError === 'fail_open' ? 'allow' : 'halt',
    reason: `Governance API error: ${text}`,
    fallbackUsed: true,
  };
}

/** A user's callback must never change what governance does. */
function notify<A extends readonly unknown[]>(
  callback: ((...args: A) => void) | undefined,
  ...args: A
): void {
  try {
    callback?.(...args);
  } catch {
    // The callback's own business.
  }
}
