import type { GovernanceEvent } from '@openbox/core-client/contract';
import type { GuardedEvaluator } from './guarded-evaluator';
import { inSession } from './in-session';

const event: GovernanceEvent = {
  source: 'workflow-telemetry',
  event_type: 'ActivityStarted',
  workflow_id: 'w',
  run_id: 'r',
  workflow_type: 'T',
  task_queue: 'q',
};

function evaluatorSeeing(seen: GovernanceEvent[]): GuardedEvaluator {
  const verdict = { verdict: 'allow' } as const;
  return {
    evaluate: (asked) => {
      seen.push(asked);
      return Promise.resolve(verdict);
    },
    evaluateSync: (asked) => {
      seen.push(asked);
      return verdict;
    },
    pollApproval: () => Promise.resolve({ state: 'pending' }),
  };
}

describe('inSession', () => {
  it('puts the session on every event, whether its verdict is waited for or not', async () => {
    const seen: GovernanceEvent[] = [];
    const evaluator = inSession(evaluatorSeeing(seen), 's1');
    await evaluator.evaluate(event);
    evaluator.evaluateSync?.(event);
    const joined = { ...event, multi_agent_session_id: 's1' };
    expect(seen).toEqual([joined, joined]);
  });

  it('changes nothing outside of a session', () => {
    const evaluator = evaluatorSeeing([]);
    expect(inSession(evaluator, undefined)).toBe(evaluator);
  });

  it('cannot answer at once where the evaluator cannot', () => {
    const evaluator: GuardedEvaluator = {
      evaluate: () => Promise.resolve({ verdict: 'allow' }),
      pollApproval: () => Promise.resolve({ state: 'pending' }),
    };
    expect('evaluateSync' in inSession(evaluator, 's1')).toBe(false);
  });
});
