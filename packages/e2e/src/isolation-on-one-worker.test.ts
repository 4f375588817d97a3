import { createRequire } from 'node:module';
import { join } from 'node:path';
import { OpenBoxPlugin } from '@openbox/temporal';
import type { BundleOptions, WorkerOptions } from '@temporalio/worker';
import { bundleWorkflowCode, DefaultLogger, Worker } from '@temporalio/worker';
import { copyPackages } from './harness/copy-packages';
import type { PackagesCopy } from './harness/copy-packages';
import type { ScriptedCore } from './harness/scripted-core';
import { useTemporal } from './harness/test-temporal';
import { runWorker } from './harness/with-worker';
import { uniqueName } from './harness/worker-run';
import { WORKFLOWS_PATH } from './harness/workflow-bundles';
import { callActivity } from './workflows';

const temporal = useTemporal();
const ownModules = createRequire(__filename);
let copy: PackagesCopy;
let copiedModules: NodeJS.Require;
let OtherPlugin: typeof OpenBoxPlugin;

beforeAll(() => {
  copy = copyPackages();
  copiedModules = createRequire(join(copy.temporal, 'package.json'));
  const other = copiedModules(copy.temporal) as { OpenBoxPlugin: typeof OpenBoxPlugin };
  OtherPlugin = other.OpenBoxPlugin;
});
afterAll(() => copy.remove());

const to = ({ url, apiKey }: ScriptedCore) => ({ openboxUrl: url, openboxApiKey: apiKey });

function createWorker(options: Partial<WorkerOptions>): Promise<Worker> {
  return Worker.create({
    connection: temporal.nativeConnection,
    namespace: temporal.namespace,
    taskQueue: uniqueName('queue'),
    shutdownGraceTime: 0,
    activities: { work: () => Promise.resolve('worked') },
    ...options,
  });
}

async function expectGovernedOnce(worker: Worker, core: ScriptedCore): Promise<void> {
  const runs = 2;
  await runWorker(temporal, worker, async (run) => {
    for (let count = 0; count < runs; count += 1)
      expect((await run.execute(callActivity, { args: ['work'] })).value).toBe('worked');
  });
  const story = ['WorkflowStarted', 'ActivityStarted work', 'ActivityCompleted work', 'WorkflowCompleted'];
  expect(core.story).toEqual(Array.from({ length: runs }, () => story).flat());
}

async function bundle(options: Partial<BundleOptions>): Promise<{ code: string }> {
  const logger = new DefaultLogger('WARN');
  return bundleWorkflowCode({ workflowsPath: WORKFLOWS_PATH, logger, ...options });
}

const interceptorsOf = (code: string): number => code.match(/openbox:workflow-interceptors:v1/g)?.length ?? 0;

test('the copy is another one', () => {
  expect(OtherPlugin).not.toBe(OpenBoxPlugin);
});

// covers: W24
test.each([
  ['of one copy', () => OpenBoxPlugin],
  ['of two copies', () => OtherPlugin],
])('two plugins %s with two Cores are refused, and neither is told anything', async (_name, second) => {
  const cores = [await temporal.startCore(), await temporal.startCore()] as const;
  const plugins = [new OpenBoxPlugin(to(cores[0])), new (second())(to(cores[1]))];

  const error: unknown = await createWorker({ workflowsPath: WORKFLOWS_PATH, plugins }).catch(
    (thrown: unknown) => thrown,
  );

  expect(error).toMatchObject({ name: 'OpenBoxConfigError' });
  expect(String(error)).toMatch(/one plugin to each worker/);
  for (const core of cores) {
    expect(String(error)).not.toContain(core.apiKey);
    expect(core.events).toEqual([]);
  }
  expect(cores[1].requests).toEqual([]);
});

test('plugins of two copies with the same Core and key govern once', async () => {
  const core = await temporal.startCore();
  const plugins = [new OpenBoxPlugin(to(core)), new OtherPlugin(to(core))];
  const said = temporal.log.linesWith('governed by another OpenBoxPlugin').length;

  await expectGovernedOnce(await createWorker({ workflowsPath: WORKFLOWS_PATH, plugins }), core);
  expect(temporal.log.linesWith('governed by another OpenBoxPlugin')).toHaveLength(said + 1);
});

test('the second copy stays out of the bundle', async () => {
  const one = await bundle({ plugins: [new OpenBoxPlugin({})] });
  const both = await bundle({ plugins: [new OpenBoxPlugin({}), new OtherPlugin({})] });
  expect(interceptorsOf(both.code)).toBe(interceptorsOf(one.code));
});

test.each<[string, Partial<WorkerOptions>]>([
  ['a shared context', { reuseV8Context: true }],
  ['a context for each run', { reuseV8Context: false }],
  ['debug mode', { debugMode: true }],
  ['debug mode and a context for each run', { debugMode: true, reuseV8Context: false }],
])('a prebuilt bundle that has both copies governs once: %s', async (_name, options) => {
  const core = await temporal.startCore();
  const workflowBundle = await bundle({
    workflowInterceptorModules: [ownModules, copiedModules].map((modules) =>
      modules.resolve('@openbox/temporal/workflow-interceptors'),
    ),
  });
  expect(interceptorsOf(workflowBundle.code)).toBeGreaterThan(1);

  const plugins = [new OpenBoxPlugin(to(core))];
  await expectGovernedOnce(await createWorker({ workflowBundle, plugins, ...options }), core);
});

test('a plugin that governs nothing leaves the worker to the next one', async () => {
  const core = await temporal.startCore();
  const plugins = [new OpenBoxPlugin({ enforcement: 'off' }), new OtherPlugin(to(core))];

  await expectGovernedOnce(await createWorker({ workflowsPath: WORKFLOWS_PATH, plugins }), core);
});
