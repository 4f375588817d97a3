import { createRequire } from 'node:module';
import { CoreClient } from '@openbox/core-client';
import { WorkflowSpanProcessor } from '@openbox/spans';
import {
  createActivityInterceptor,
  createGovernanceActivities,
  createOpenBoxWorker,
  OpenBoxPlugin,
} from '@openbox/temporal';
import type { Context } from '@temporalio/activity';
import type { ActivityInterceptorsFactory, WorkerOptions } from '@temporalio/worker';
import { bundleWorkflowCode, DefaultLogger, Worker } from '@temporalio/worker';
import { EnvironmentName, requireEnvironment } from './harness/environment-names';
import type { ScriptedCore } from './harness/scripted-core';
import { useTemporal } from './harness/test-temporal';
import { runWorker, withWorker } from './harness/with-worker';
import { uniqueName } from './harness/worker-run';
import { WORKFLOWS_PATH } from './harness/workflow-bundles';
import { callActivity } from './workflows';

const temporal = useTemporal();
const work = jest.fn((..._args: unknown[]) => Promise.resolve('worked'));
const resolver = createRequire(__filename);
const story = ['WorkflowStarted', 'ActivityStarted work', 'ActivityCompleted work', 'WorkflowCompleted'];

beforeEach(() => jest.clearAllMocks());

function workerOptions(): WorkerOptions {
  return {
    connection: temporal.nativeConnection,
    namespace: temporal.namespace,
    taskQueue: uniqueName('queue'),
    shutdownGraceTime: 0,
    activities: { work },
  };
}

async function expectGovernedOnce(worker: Worker, core: ScriptedCore): Promise<void> {
  await runWorker(temporal, worker, async (run) => {
    expect((await run.execute(callActivity, { args: ['work'] })).value).toBe('worked');
  });
  expect(core.story).toEqual(story);
  expect(work).toHaveBeenCalledTimes(1);
}

// covers: 162, 165
test('createOpenBoxWorker bundles workflows by itself, and says that it governs', async () => {
  const core = await temporal.startCore();
  const worker = await createOpenBoxWorker({
    ...workerOptions(),
    workflowsPath: WORKFLOWS_PATH,
    openboxUrl: core.url,
    openboxApiKey: core.apiKey,
  });

  await expectGovernedOnce(worker, core);
  expect(temporal.log.linesWith('OpenBox SDK initialized successfully')).toHaveLength(1);
});

test('OpenBoxPlugin does the same for Worker.create', async () => {
  const core = await temporal.startCore();
  const plugins = [new OpenBoxPlugin({ openboxUrl: core.url, openboxApiKey: core.apiKey })];
  const worker = await Worker.create({ ...workerOptions(), workflowsPath: WORKFLOWS_PATH, plugins });

  await expectGovernedOnce(worker, core);
});

test('a plugin that is applied twice acts once', async () => {
  const core = await temporal.startCore();
  const plugin = new OpenBoxPlugin({ openboxUrl: core.url, openboxApiKey: core.apiKey });
  const worker = await Worker.create({
    ...workerOptions(),
    workflowsPath: WORKFLOWS_PATH,
    plugins: [plugin, plugin],
  });

  await expectGovernedOnce(worker, core);
});

test('one plugin serves a bundle and several workers', async () => {
  const core = await temporal.startCore();
  const plugins = [new OpenBoxPlugin({ openboxUrl: core.url, openboxApiKey: core.apiKey })];
  const workflowBundle = await bundleWorkflowCode({
    workflowsPath: WORKFLOWS_PATH,
    plugins,
    logger: new DefaultLogger('WARN'),
  });

  for (const round of [1, 2]) {
    core.reset();
    work.mockClear();
    const worker = await Worker.create({
      ...workerOptions(),
      workflowBundle,
      plugins,
      identity: `round ${String(round)}`,
    });
    await expectGovernedOnce(worker, core);
  }
});

test('the parts compose by hand', async () => {
  const core = await temporal.startCore();
  const client = await CoreClient.connect({
    url: core.url,
    apiKey: core.apiKey,
    timeout: '30s',
    onApiError: 'fail_closed',
  });
  const spans = new WorkflowSpanProcessor({ ignoredUrls: [core.url] });
  const options = workerOptions();
  const worker = await Worker.create({
    ...options,
    workflowsPath: WORKFLOWS_PATH,
    activities: { work, ...createGovernanceActivities(client) },
    interceptors: {
      activity: [
        createActivityInterceptor({ core: client, spans, config: { governancePolicy: 'fail_closed' } }),
      ],
      workflowModules: [resolver.resolve('@openbox/temporal/workflow-interceptors')],
    },
  });

  await expectGovernedOnce(worker, core);
  await client.close();
});

test('a prebuilt bundle without us is refused, with the remedy', async () => {
  const core = await temporal.startCore();
  const workflowBundle = { codePath: requireEnvironment(EnvironmentName.PLAIN_BUNDLE) };

  await expect(
    createOpenBoxWorker({
      ...workerOptions(),
      workflowBundle,
      openboxUrl: core.url,
      openboxApiKey: core.apiKey,
    }),
  ).rejects.toThrow(/bundleWorkflowCode/);
});

// covers: 99, 163
test('interceptors, sinks, activities and plugins of the user are all kept', async () => {
  const core = await temporal.startCore();
  const seen: string[] = [];
  const recorder =
    (name: string): ActivityInterceptorsFactory =>
    (context) => ({
      inbound: {
        execute: (input, next) => {
          if (context.info.activityType === 'other') seen.push(name);
          return next(input);
        },
      },
    });
  const configured = jest.fn((options: WorkerOptions) => options);
  const plugins = [{ name: 'user.plugin', configureWorker: configured }];
  const other = jest.fn(() => Promise.resolve('other'));

  await withWorker(
    temporal,
    {
      core,
      workflowsPath: WORKFLOWS_PATH,
      activities: { work, other },
      plugins,
      sinks: {
        audit: { record: { fn: (_info, ...texts) => void seen.push(texts.join()), callDuringReplay: false } },
      },
      interceptors: Object.assign(
        {
          activity: [recorder('activity')],
          workflowModules: [resolver.resolve('./workflows/audit-interceptors.ts')],
        },
        // The older name, which Temporal still honours and other plugins still set.
        { activityInbound: [(context: Context) => recorder('activityInbound')(context).inbound ?? {}] },
      ),
    },
    async (run) => {
      expect((await run.execute(callActivity, { args: ['other'] })).value).toBe('other');
    },
  );

  expect(configured).toHaveBeenCalledTimes(1);
  expect([...seen].sort()).toEqual(['activity', 'activityInbound', 'execute callActivity', 'schedule other']);
  expect(core.eventsLike({ activity_type: 'other' })).toHaveLength(2);
});

test('a worker without activities leaves those of its queue to others', async () => {
  const core = await temporal.startCore();
  const bundle = { codePath: requireEnvironment(EnvironmentName.GOVERNED_BUNDLE) };
  const taskQueue = uniqueName('queue');
  const common = { connection: temporal.nativeConnection, namespace: temporal.namespace, taskQueue };
  const activityWorker = await Worker.create({ ...common, activities: { work } });

  await activityWorker.runUntil(
    withWorker(temporal, { core, taskQueue, workflowBundle: bundle }, async (run) => {
      for (let round = 0; round < 5; round += 1) {
        expect(
          (await run.execute(callActivity, { args: ['work', [], { retry: { maximumAttempts: 1 } }] })).value,
        ).toBe('worked');
      }
    }),
  );
  expect(work).toHaveBeenCalledTimes(5);
  expect(core.eventsLike({ event_type: 'WorkflowStarted' })).toHaveLength(5);
});
