import { pendingApprovals } from '@openbox/temporal/client';
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
const options = { hitlPollInterval: 50 } as const;
const started = { event_type: 'ActivityStarted', activity_type: 'work' } as const;
const completed = { event_type: 'ActivityCompleted', activity_type: 'work' } as const;
const ask = verdict('require_approval', { reason: 'a human must see this', approval_id: 'a-1' });

jest.setTimeout(90_000);

/** A run whose tasks and activities are soon given to another worker where theirs has died. */
const startRun = (taskQueue: string) =>
  temporal.client.workflow.start(callActivity, {
    args: ['work', [], { heartbeatTimeout: '1s' }],
    workflowId: uniqueName('run'),
    taskQueue,
    workflowTaskTimeout: '1s',
  });

interface Phase {
  readonly name: string;
  /** Answers events until the first worker is killed. */
  readonly before: (core: ScriptedCore) => Pick<ScriptedCore, 'script' | 'onApprovalPoll'>;
  readonly reached: (core: ScriptedCore) => boolean;
  /** How often the body runs to its end on both workers together. */
  readonly bodies: number;
}

const pending = () => json({ id: 'a-1', action: 'require_approval' });
const allow = () => json({ id: 'a-1', action: 'allow' });

const phases: Phase[] = [
  {
    name: 'before the decision',
    before: () => ({
      script: (event) => (event.event_type === 'ActivityStarted' ? ask : undefined),
      onApprovalPoll: pending,
    }),
    reached: (core) => core.polls.length > 0,
    bodies: 1,
  },
  {
    name: 'between the decision and the execution',
    before: (core) => ({
      script: (event) => {
        if (event.event_type !== 'ActivityStarted') return undefined;
        return core.eventsLike(started).length > 1 ? 'hang' : ask;
      },
      onApprovalPoll: allow,
    }),
    reached: (core) => core.eventsLike(started).length > 1,
    bodies: 1,
  },
  {
    name: 'after the execution, before its end is recorded',
    before: () => ({
      script: (event) => {
        if (event.event_type === 'ActivityCompleted') return 'hang';
        return event.event_type === 'ActivityStarted' ? ask : undefined;
      },
      onApprovalPoll: allow,
    }),
    reached: (core) => core.eventsLike(completed).length > 0,
    bodies: 2,
  },
];

test.each(phases)('goes on, by the one approval, where a worker dies $name', async (phase) => {
  const core = await temporal.startCore();
  const { script, onApprovalPoll } = phase.before(core);
  core.script = script;
  core.onApprovalPoll = onApprovalPoll;
  const taskQueue = uniqueName('queue');
  const first = await startWorker({ core, taskQueue, options });
  const handle = await startRun(taskQueue);
  await eventually('the phase is reached', () => phase.reached(core), 30_000);
  await first.end('SIGKILL');

  core.script = (event) => (event.event_type === 'ActivityStarted' ? ask : undefined);
  core.onApprovalPoll = allow;
  const second = await startWorker({ core, taskQueue, options });

  expect((await outcomeOf(handle)).value).toBe('worked');
  expect(core.eventsLike(completed)).toHaveLength(phase.bodies);
  expect(new Set(core.eventsLike(started).map(({ metadata }) => metadata?.action_digest)).size).toBe(1);
  await second.end('SIGTERM');
});

test.each([
  ['about a run', 'WorkflowStarted'],
  ['about an activity', 'ActivityStarted'],
])(
  'a question %s that died with its worker is listed, and asked again within seconds',
  async (_name, type) => {
    const core = await temporal.startCore();
    core.script = (event) => (event.event_type === type ? ask : undefined);
    core.onApprovalPoll = () => 'hang';
    const taskQueue = uniqueName('queue');
    const first = await startWorker({ core, taskQueue, options });
    const handle = await startRun(taskQueue);
    await eventually('the first worker asks', () => core.polls.length > 0, 30_000);
    await first.end('SIGKILL');
    const listed = await pendingApprovals(temporal.client, { workflowId: handle.workflowId });
    expect(listed).toMatchObject([
      {
        activityType: type === 'WorkflowStarted' ? type : 'work',
        reason: 'a human must see this',
        approvalId: 'a-1',
      },
    ]);

    core.onApprovalPoll = allow;
    const second = await startWorker({ core, taskQueue, options });

    expect((await outcomeOf(handle)).value).toBe('worked');
    await second.end('SIGTERM');
  },
);
