import type { Client } from '@temporalio/client';
import { awaitTaskEnd } from './await-task-end';

const run = { workflowId: 'w', runId: 'r' };
const SCHEDULED = 1;
const STARTED = 2;

/** A client to which the run's task is in these states, one after another, and from then on in the last one. */
function clientSeeing(...states: (number | undefined)[]): { client: Client; looks: () => number } {
  let looks = 0;
  const describeRun = () => {
    const state = states[Math.min(looks, states.length - 1)];
    looks += 1;
    return Promise.resolve({ raw: { pendingWorkflowTask: state === undefined ? null : { state } } });
  };
  const client: Partial<Record<keyof Client, unknown>> = {
    withDeadline: (_deadline: number, call: () => Promise<unknown>) => call(),
    workflow: { getHandle: () => ({ describe: describeRun }) },
  };
  return { client: client as Client, looks: () => looks };
}

test.each([
  ['looks twice where no task is pending', [undefined], 2],
  [
    'waits until a task that is about to start has been started and has ended',
    [SCHEDULED, STARTED, STARTED, undefined],
    5,
  ],
  ['waits for a task that begins between two looks', [undefined, STARTED, undefined], 4],
])('%s', async (_what, states, looked) => {
  const { client, looks } = clientSeeing(...states);
  await awaitTaskEnd(run, client);
  expect(looks()).toBe(looked);
});

test.each([
  ['that no worker takes', SCHEDULED, 3_000],
  ['that goes on', STARTED, 10_000],
])(
  'does not wait for ever for a task %s',
  async (_which, state, maxMs) => {
    const { client } = clientSeeing(state);
    const begunMs = performance.now();
    await awaitTaskEnd(run, client);
    const tookMs = performance.now() - begunMs;
    expect(tookMs).toBeGreaterThan(maxMs - 100);
    expect(tookMs).toBeLessThan(maxMs + 2_000);
  },
  20_000,
);

test('does not wait where the run cannot be asked for', async () => {
  const client: Partial<Record<keyof Client, unknown>> = {
    withDeadline: () => Promise.reject(new Error('UNAVAILABLE')),
  };
  await expect(awaitTaskEnd(run, client as Client)).resolves.toBeUndefined();
});
