import type { Client } from '@temporalio/client';
import { DefaultLogger } from '@temporalio/worker';
import { ALL_RUN_IDS, heapGrowth, longRunId, RUNS } from '../test-support/heap-growth';
import { RunTerminations } from './run-terminations';

const run = { workflowId: 'w', runId: 'r' };
const refusal = { type: 'GovernanceStop', message: 'no', details: { verdict: 'halt', reason: 'no' } };
const log = new DefaultLogger('ERROR', () => undefined);

function clientWith(handle: Readonly<Record<string, () => Promise<unknown>>>): Client {
  const client: Partial<Record<keyof Client, unknown>> = {
    withDeadline: (_deadline: number, call: () => Promise<unknown>) => call(),
    workflow: { getHandle: () => handle },
  };
  return client as Client;
}

describe('the end of a halted run', () => {
  it('comes when its workflow task is over, and once however often it is asked for', async () => {
    const steps: string[] = [];
    const states = [2, 2];
    const client = clientWith({
      describe: () => {
        const state = states.shift();
        steps.push(`task ${String(state)}`);
        return Promise.resolve({ raw: { pendingWorkflowTask: state === undefined ? null : { state } } });
      },
      terminate: () => {
        steps.push('terminate');
        return Promise.resolve();
      },
    });
    const terminations = new RunTerminations();
    void terminations.end(run, refusal, () => client, log);
    void terminations.end(run, refusal, () => client, log);
    await terminations.close();
    expect(steps).toEqual(['task 2', 'task 2', 'task undefined', 'task undefined', 'terminate']);
    expect(terminations.takeFailure(run.runId)).toBe(false);
  });

  // covers: W43
  it.each<[string, () => Promise<void>, boolean]>([
    ['was terminated', () => Promise.resolve(), false],
    [
      'could not be terminated, which nobody asks about',
      () => Promise.reject(new Error('PERMISSION_DENIED')),
      true,
    ],
  ])('keeps next to nothing of 10,000 runs, each of which %s', async (_what, terminate, failed) => {
    const client = clientWith({ describe: () => Promise.resolve({ raw: {} }), terminate });
    const terminations = new RunTerminations();
    const growth = await heapGrowth(async () => {
      for (let index = 0; index < RUNS; index += 1)
        void terminations.end({ workflowId: 'w', runId: longRunId(index) }, refusal, () => client, log);
      await terminations.close();
    });
    expect(growth).toBeLessThan(ALL_RUN_IDS / 4);
    expect(terminations.takeFailure(longRunId(RUNS - 1))).toBe(failed);
    expect(terminations.ongoing(longRunId(0))).toBeUndefined();
  });

  it('says once that it failed', async () => {
    const describe = () => Promise.resolve({ raw: {} });
    const client = clientWith({ describe, terminate: () => Promise.reject(new Error('PERMISSION_DENIED')) });
    const terminations = new RunTerminations();
    void terminations.end(run, refusal, () => client, log);
    await terminations.close();
    expect(terminations.takeFailure(run.runId)).toBe(true);
    expect(terminations.takeFailure(run.runId)).toBe(false);
  });
});
