import { setImmediate as nextTurn } from 'node:timers/promises';
import type { GovernanceEvent, GovernanceVerdict } from '@openbox/core-client/contract';
import { createWorkflowEvents } from '../../common/workflow-events';
import { ALL_RUN_IDS, heapGrowth, longRunId, RUNS } from '../../test-support/heap-growth';
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

  // covers: W43
  it.each<[string, (verdicts: VerdictHandover, runId: string) => void]>([
    [
      'takes all that is kept for it',
      (verdicts, runId) => {
        const steps = [events(runId).started(), events(runId).updateReceived('u-1', 'propose', [])];
        for (const step of steps) verdicts.offer(step, verdict('kept'));
        for (const step of steps) expect(verdicts.take(step)).toBeDefined();
      },
    ],
    [
      'leaves the cache before it takes anything',
      (verdicts, runId) => {
        verdicts.offer(events(runId).updateReceived('u-1', 'propose', []), verdict('kept'));
        verdicts.forget(runId);
      },
    ],
    [
      'is asked for what was never kept',
      (verdicts, runId) => {
        expect(verdicts.take(events(runId).started())).toBeUndefined();
        verdicts.forget(runId);
      },
    ],
  ])('holds nothing after 10,000 runs, each of which %s', async (_what, live) => {
    const verdicts = new VerdictHandover();
    const growth = await heapGrowth(async () => {
      for (let index = 0; index < RUNS; index += 1) live(verdicts, longRunId(index));
      await nextTurn();
    });
    expect(growth).toBeLessThan(ALL_RUN_IDS / 4);
    expect(verdicts.take(events(longRunId(0)).started())).toBeUndefined();
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
