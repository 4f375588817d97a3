import type { Client } from '@temporalio/client';
import { DefaultLogger } from '@temporalio/worker';
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
