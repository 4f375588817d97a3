import type { Client } from '@temporalio/client';
import { DefaultLogger } from '@temporalio/worker';
import type { LogEntry } from '@temporalio/worker';
import type { Refusal } from '../common/governance-activity';
import { terminateRun } from './terminate-run';

const refusal: Refusal = {
  type: 'GovernanceStop',
  message: 'Governance blocked: leaked',
  details: { verdict: 'halt', reason: 'leaked' },
};
const run = { workflowId: 'w', runId: 'r' };

/** A client whose only ability is to be asked for a termination. */
function clientThat(terminate: (reason: string) => Promise<void>, asked: unknown[]): Client {
  const getHandle = (workflowId: string, runId: string) => {
    asked.push({ workflowId, runId });
    return { terminate };
  };
  const client: Partial<Record<keyof Client, unknown>> = {
    withDeadline: (_deadline: number, call: () => Promise<unknown>) => call(),
    workflow: { getHandle },
  };
  return client as Client;
}

function collectingLogger(entries: LogEntry[]): DefaultLogger {
  return new DefaultLogger('DEBUG', (entry) => entries.push(entry));
}

describe('terminateRun', () => {
  // covers: W23
  it('ends this run, and says why in a way that getGovernanceFailure reads', async () => {
    const asked: unknown[] = [];
    const reasons: string[] = [];
    const client = clientThat((reason) => {
      reasons.push(reason);
      return Promise.resolve();
    }, asked);
    await expect(terminateRun(run, refusal, () => client, collectingLogger([]))).resolves.toBe(true);
    expect(new Set(asked.map((key) => JSON.stringify(key)))).toEqual(new Set([JSON.stringify(run)]));
    expect(reasons).toEqual(['OpenBox governance halt: leaked']);
  });

  it('is content where the run has ended already', async () => {
    const gone = Object.assign(new Error('gone'), { name: 'WorkflowNotFoundError' });
    const client = clientThat(() => Promise.reject(gone), []);
    await expect(terminateRun(run, refusal, () => client, collectingLogger([]))).resolves.toBe(true);
  });

  it.each<[string, () => Client | undefined]>([
    ['Temporal refuses', () => clientThat(() => Promise.reject(new Error('PERMISSION_DENIED')), [])],
    ['there is no client', () => undefined],
    [
      'the client cannot be had',
      () => {
        throw new Error('no client');
      },
    ],
  ])('logs and goes on where %s', async (_name, client) => {
    const entries: LogEntry[] = [];
    await expect(terminateRun(run, refusal, client, collectingLogger(entries))).resolves.toBe(false);
    expect(entries).toEqual([expect.objectContaining({ level: 'ERROR' })]);
  });
});
