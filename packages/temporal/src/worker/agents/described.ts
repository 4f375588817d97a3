import type { GovernanceEvent } from '@openbox/core-client/contract';
import type { GuardedEvaluator } from '../guarded-evaluator';
import type { DescribeInput } from './activity-describer';

/** The same evaluator, for events of an activity that say which tool or model it stands for. */
export function described(evaluator: GuardedEvaluator, describe: DescribeInput): GuardedEvaluator {
  const withDescription = (event: GovernanceEvent): GovernanceEvent => {
    const description = describe(event.activity_input ?? []);
    if (Object.keys(description).length === 0) return event;
    return { ...event, metadata: { ...event.metadata, ...description } };
  };
  const { evaluateSync } = evaluator;
  return {
    ...evaluator,
    evaluate: (event, options) => evaluator.evaluate(withDescription(event), options),
    ...(evaluateSync !== undefined && { evaluateSync: (event) => evaluateSync(withDescription(event)) }),
  };
}
