import { json, verdict } from './harness/core-reply';
import { eventually } from './harness/eventually';
import { outcomeOf } from './harness/outcome';
import type { ScriptedCore } from './harness/scripted-core';
import { useTemporal } from './harness/test-temporal';
import { useWorkerProcesses } from './harness/worker-process';
import { uniqueName } from './harness/worker-run';
import { callActivity } from './workflows';

const temporal = useTemporal();
const startWorker = useWorkerProcesses();
const HOURS_MS = 3_600_000;
const MINUTE_MS = 60_000;
const ask = verdict('require_approval', { reason: 'a human must see this', approval_id: 'a-1' });
/** The poll that decides; those before it leave it open. */
const DECIDING_POLL = 4;

jest.setTimeout(90_000);

const clocks = {
  'two hours ahead, then two behind': [2 * HOURS_MS, -2 * HOURS_MS],
  'two hours behind, then two ahead': [-2 * HOURS_MS, 2 * HOURS_MS],
} as const;
const waits = {
  'an activity that waits by its retries': ['ActivityStarted', {}],
  'an activity that its run waits for': ['ActivityStarted', { retry: { maximumAttempts: 1 } }],
  'a run': ['WorkflowStarted', {}],
} as const;
const cases = Object.entries(clocks).flatMap(([clock, offsets]) =>
  Object.entries(waits).map(([what, [type, options]]) => ({ clock, what, offsets, type, options })),
);

/** Two workers, one after the other, by wrong clocks; the second takes over while nobody has decided. */
async function waitOverTwoClocks({ offsets, type, options }: (typeof cases)[number], core: ScriptedCore) {
  core.script = (event) => (event.event_type === type ? ask : undefined);
  const taskQueue = uniqueName('queue');
  const common = { core, taskQueue, options: { hitlPollInterval: 100, hitlMaxWait: '10m' } as const };
  const [firstMs, secondMs] = offsets;
  const first = await startWorker({ ...common, clockOffsetMs: firstMs });
  const handle = await temporal.client.workflow.start(callActivity, {
    args: ['work', [], options],
    workflowId: uniqueName('run'),
    taskQueue,
    workflowTaskTimeout: '1s',
  });
  await eventually('Core was asked', () => core.polls.length >= 2, 30_000);
  await first.end('SIGTERM');
  const second = await startWorker({ ...common, clockOffsetMs: secondMs });
  const outcome = await outcomeOf(handle);
  return { outcome, bodies: [first.bodies, second.bodies] };
}

describe.each(cases)('$what, on workers whose clocks are $clock', (each) => {
  // covers: 60, 62
  test('goes on by its approval, which no clock but Core’s has expire', async () => {
    const core = await temporal.startCore();
    core.onApprovalPoll = () =>
      json({
        id: 'a-1',
        action: core.polls.length < DECIDING_POLL ? 'require_approval' : 'allow',
        approval_expiration_time: new Date(Date.now() + MINUTE_MS).toISOString(),
      });
    const { outcome, bodies } = await waitOverTwoClocks(each, core);
    expect(outcome.value).toBe('worked');
    expect(bodies).toEqual([0, 1]);
  });

  // covers: 60, 62
  test('ends once Core’s clock says that its approval has expired', async () => {
    const core = await temporal.startCore();
    core.onApprovalPoll = () => {
      const expiresMs = Date.now() + (core.polls.length < DECIDING_POLL ? MINUTE_MS : -1_000);
      return json({
        id: 'a-1',
        action: 'require_approval',
        approval_expiration_time: new Date(expiresMs).toISOString(),
      });
    };
    const { outcome, bodies } = await waitOverTwoClocks(each, core);
    expect(outcome.application).toMatchObject({ type: 'ApprovalExpired' });
    expect(bodies).toEqual([0, 0]);
  });
});
