import { traced } from '@openbox/tracing';
import { activityInfo, heartbeat } from '@temporalio/activity';
import { Worker } from '@temporalio/worker';
import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import { json, verdict } from './harness/core-reply';
import { EnvironmentName, requireEnvironment } from './harness/environment-names';
import { eventually } from './harness/eventually';
import { outcomeOf } from './harness/outcome';
import { useTemporal } from './harness/test-temporal';
import { useWorker } from './harness/use-worker';
import { runWorker, withWorker } from './harness/with-worker';
import { uniqueName } from './harness/worker-run';
import { callActivity } from './workflows';

const temporal = useTemporal();
const risky = traced('risky', async () => Promise.resolve('done'));
const page = new Uint8Array([3]);
/** What the body finds at each attempt, and what the user's interceptor found before it. */
const seen: unknown[] = [];
const seenAround: unknown[] = [];
/** What the body does at each attempt, all but the last of which fail. */
let attempts: (() => void)[] = [];

const activities = {
  async operate(): Promise<void> {
    seen.push(activityInfo().heartbeatDetails);
    heartbeat(page);
    await risky();
  },
  async attempt(): Promise<void> {
    seen.push(activityInfo().heartbeatDetails);
    attempts[seen.length - 1]?.();
    if (seen.length < attempts.length) throw new Error('a hiccup');
    return Promise.resolve();
  },
};
const ask = verdict('require_approval', { reason: 'a human must see this', approval_id: 'a-1' });
const pending = () => json({ id: 'a-1', action: 'require_approval' });
const allow = () => json({ id: 'a-1', action: 'allow' });
const options = { activities, hitlPollInterval: 50, operationGovernance: true } as const;

beforeEach(() => {
  seen.splice(0);
  seenAround.splice(0);
});

describe("an interceptor of the user's", () => {
  /** Says that the attempt has begun; on the second, it fails before the activity is governed. */
  const around: ActivityInterceptorsFactory = (context) => ({
    inbound: {
      async execute(input, next) {
        if (context.info.activityType === 'operate') {
          seenAround.push(context.info.heartbeatDetails);
          context.heartbeat(context.info.heartbeatDetails);
          if (seenAround.length === 2) throw new Error('not yet');
        }
        return next(input);
      },
    },
  });
  const worker = useWorker(temporal, { ...options, interceptors: { activity: [around] } });

  test.each([
    ['by its retries', {}],
    ['by its run', { retry: { maximumAttempts: 3, initialInterval: 50 } }],
  ])(
    'sees the details of the activity that waits %s, and what it sends loses no approval',
    async (_how, limits) => {
      worker.core.script = (event) => (event.hook_trigger === true ? ask : undefined);
      worker.core.onApprovalPoll = allow;

      const outcome = await worker.run.execute(callActivity, { args: ['operate', [], limits] });

      expect(outcome.status).toBe('completed');
      expect(seen).toEqual([undefined, page]);
      expect(seenAround).toEqual([undefined, page, page]);
    },
  );
});

describe('an activity that waited on an earlier worker', () => {
  test.each([
    ['its type is skipped', { skipActivityTypes: ['operate'] }],
    ['enforcement is off', { enforcement: 'off' }],
  ] as const)('sees its own details alone where %s on the next', async (_why, settings) => {
    const core = await temporal.startCore((event) => (event.hook_trigger === true ? ask : undefined));
    const taskQueue = uniqueName('queue');
    const workflowId = uniqueName('skipped');
    await withWorker(temporal, { ...options, core, taskQueue }, async () => {
      await temporal.client.workflow.start(callActivity, {
        args: ['operate', [], { heartbeatTimeout: '1s' }],
        workflowId,
        taskQueue,
        workflowTaskTimeout: '1s',
      });
      await eventually('it waits', () => core.polls.length > 0);
    });
    await withWorker(temporal, { ...options, ...settings, core, taskQueue }, async (run) => {
      const handle = temporal.client.workflow.getHandle(workflowId);
      run.watch(handle);
      expect((await outcomeOf(handle)).status).toBe('completed');
    });
    expect(seen).toEqual([undefined, page]);
  });
});

describe('the details that each attempt finds', () => {
  const worker = useWorker(temporal, options);
  const beats = [
    () => {
      heartbeat({ page: 1 });
      heartbeat(page);
    },
    () => undefined,
    () => {
      heartbeat();
    },
    () => undefined,
    () => {
      heartbeat(null);
    },
    () => undefined,
  ];

  test.each([
    ['by its retries', {}],
    ['by its run', { retry: { maximumAttempts: 6, initialInterval: 50 } }],
  ])('are those that it finds without us, with an input that waits %s', async (_how, limits) => {
    attempts = beats;
    const args = ['attempt', [], limits];
    const plain = await Worker.create({
      connection: temporal.nativeConnection,
      namespace: temporal.namespace,
      taskQueue: uniqueName('queue'),
      activities,
      workflowBundle: { codePath: requireEnvironment(EnvironmentName.PLAIN_BUNDLE) },
    });
    await runWorker(temporal, plain, async (run) => run.execute(callActivity, { args }));
    const expected = seen.splice(0);
    expect(expected).toEqual([undefined, page, page, undefined, undefined, null]);

    worker.core.script = (event) =>
      event.event_type === 'ActivityStarted' && seen.length === 1 ? ask : undefined;
    worker.core.onApprovalPoll = () => (worker.core.polls.length < 3 ? pending() : allow());
    expect((await worker.run.execute(callActivity, { args })).status).toBe('completed');
    expect(seen).toEqual(expected);
  });
});
