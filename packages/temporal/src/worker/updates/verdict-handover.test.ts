import type { GovernanceEvent, GovernanceVerdict } from '@openbox/core-client/contract';
import { createWorkflowEvents } from '../../common/workflow-events';
import { VerdictHandover } from './verdict-handover';

const events = (runId: string) =>
  createWorkflowEvents({ workflowId: 'w', runId, workflowType: 'agent', taskQueue: 'q' });
const verdict = (reason: string): Promise<GovernanceVerdict> => Promise.resolve({ verdict: 'allow', reason });

describe('VerdictHandover', () => {
  it('hands a verdict over once, and to nobody else', async () => {
    const verdicts = new VerdictHandover();
    const update = events('r-1').updateReceived('u-1', 'propose', ['milk']);
    verdicts.offer(update, verdict('kept'));
    expect(verdicts.take(events('r-2').updateReceived('u-1', 'propose', ['milk']))).toBeUndefined();
    expect(verdicts.take(events('r-1').updateReceived('u-2', 'propose', ['milk']))).toBeUndefined();
    expect(verdicts.take(events('r-1').started())).toBeUndefined();
    expect(verdicts.take(events('r-1').signalReceived('propose', ['milk']))).toBeUndefined();
    await expect(verdicts.take(update)).resolves.toMatchObject({ reason: 'kept' });
    expect(verdicts.take(update)).toBeUndefined();
  });

  it('forgets a run', () => {
    const verdicts = new VerdictHandover();
    verdicts.offer(events('r-1').started(), verdict('kept'));
    verdicts.forget('r-1');
    expect(verdicts.take(events('r-1').started())).toBeUndefined();
  });

  it('keeps a bounded number of verdicts for a run, the newest', () => {
    const verdicts = new VerdictHandover();
    const update = (index: number) => events('r-1').updateReceived(`u-${String(index)}`, 'propose', []);
    for (let index = 0; index < 150; index += 1) verdicts.offer(update(index), verdict('kept'));
    expect(verdicts.take(update(0))).toBeUndefined();
    expect(verdicts.take(update(149))).toBeDefined();
  });

  it('stands before an evaluator, which is asked for the rest', async () => {
    const verdicts = new VerdictHandover();
    const asked: GovernanceEvent[] = [];
    const evaluator = verdicts.before({
      evaluate: (event) => {
        asked.push(event);
        return verdict('asked');
      },
      pollApproval: () => Promise.resolve({ state: 'pending' }),
    });
    const start = events('r-1').started();
    verdicts.offer(start, verdict('kept'));
    await expect(evaluator.evaluate(start)).resolves.toMatchObject({ reason: 'kept' });
    await expect(evaluator.evaluate(start)).resolves.toMatchObject({ reason: 'asked' });
    expect(asked).toEqual([start]);
    const key = { workflowId: 'w', runId: 'r-1', activityId: '1' };
    await expect(evaluator.pollApproval(key)).resolves.toEqual({ state: 'pending' });
  });
});
