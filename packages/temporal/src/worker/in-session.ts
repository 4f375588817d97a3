import type { GovernanceEvent } from '@openbox/core-client/contract';
import type { GuardedEvaluator } from './guarded-evaluator';

/** The same evaluator, for events of a multi-agent session; where there is none, the very same. */
export function inSession(evaluator: GuardedEvaluator, sessionId: string | undefined): GuardedEvaluator {
  if (sessionId === undefined) return evaluator;
  const joined = (event: GovernanceEvent): GovernanceEvent => ({
    ...event,
    multi_agent_session_id: sessionId,
  });
  const { evaluateSync } = evaluator;
  return {
    ...evaluator,
    evaluate: (event, options) => evaluator.evaluate(joined(event), options),
    ...(evaluateSync !== undefined && { evaluateSync: (event) => evaluateSync(joined(event)) }),
  };
}
