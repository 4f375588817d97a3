import { createOpenBoxWorker } from '@openbox/temporal';
import { createSessionInterceptor } from '@openbox/temporal/client';
import { Client } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time';
import { serviceHandler } from 'nexus-rpc';
import { verdict } from './harness/core-reply';
import { outcomeOf } from './harness/outcome';
import type { ScriptedCore } from './harness/scripted-core';
import { answer } from './harness/scripted-core';
import { useTemporal } from './harness/test-temporal';
import { withWorker } from './harness/with-worker';
import { toFactoryOptions } from './harness/worker-options';
import type { GovernedWorkerOptions } from './harness/worker-options';
import type { WorkerRun } from './harness/worker-run';
import { uniqueName } from './harness/worker-run';
import { shop, shrugOffShop } from './workflows/across';

const temporal = useTemporal();
const price = jest.fn((_context: unknown, item: string) => Promise.resolve(`${item}: 3`));
const visit = () => Promise.resolve('visited');
const nexusServices = [serviceHandler(shop, { price, visit })];
const halt = verdict('halt', { reason: 'enough' });
const otherNamespace = uniqueName('namespace');

jest.setTimeout(60_000);
beforeAll(() =>
  temporal.connection.workflowService.registerNamespace({
    namespace: otherNamespace,
    workflowExecutionRetentionPeriod: msToTs('1 day'),
  }),
);
beforeEach(() => jest.clearAllMocks());

async function endpointTo(namespace: string, taskQueue: string): Promise<string> {
  const name = uniqueName('endpoint');
  const target = { worker: { namespace, taskQueue } };
  await temporal.connection.operatorService.createNexusEndpoint({ spec: { name, target } });
  return name;
}

/** Runs a worker that both calls and handles. */
async function withShop<T>(
  core: ScriptedCore,
  options: Partial<GovernedWorkerOptions>,
  body: (run: WorkerRun, endpoint: string) => Promise<T>,
): Promise<T> {
  return withWorker(temporal, { core, activities: {}, nexusServices, ...options }, async (run) =>
    body(run, await endpointTo(temporal.namespace, run.taskQueue)),
  );
}

test('a halt counts although the handler failed by itself, and the caller is content with that', async () => {
  const core = await temporal.startCore(answer({ event_type: 'ActivityCompleted' }, halt));
  price.mockRejectedValue(Object.assign(new Error('sold out'), { name: 'SoldOut' }));
  const outcome = await withShop(core, {}, (run, endpoint) =>
    run.execute(shrugOffShop, { args: [endpoint, 'tea'] }),
  );
  expect(outcome.status).toBe('terminated');
  price.mockReset();
  price.mockImplementation((_context, item) => Promise.resolve(`${item}: 3`));
});

test('a halt by a handler of another namespace ends the caller as well', async () => {
  const core = await temporal.startCore(answer({ event_type: 'ActivityStarted' }, halt));
  const taskQueue = uniqueName('queue');
  const handling = await createOpenBoxWorker(
    toFactoryOptions(temporal, { core, namespace: otherNamespace, taskQueue, nexusServices }),
  );
  const endpoint = await endpointTo(otherNamespace, taskQueue);
  const outcome = await handling.runUntil(
    withWorker(temporal, { core, activities: {} }, (run) =>
      run.execute(shrugOffShop, { args: [endpoint, 'tea'] }),
    ),
  );
  expect(outcome.status).toBe('terminated');
  expect(price).not.toHaveBeenCalled();
});

test('the options of the workflow type that calls hold for what its operations do', async () => {
  const core = await temporal.startCore(answer({ event_type: 'ActivityStarted' }, halt));
  const enforcement = { default: 'enforce', shrugOffShop: 'observe' } as const;
  const outcome = await withShop(core, { enforcement }, (run, endpoint) =>
    run.execute(shrugOffShop, { args: [endpoint, 'tea'] }),
  );
  expect(outcome.value).toBe('tea: 3');
  expect(core.eventsLike({ event_type: 'ActivityStarted' })).toMatchObject([
    { metadata: { enforcement: 'observe' } },
  ]);
});

test('operations belong to the session of the run that calls', async () => {
  const core = await temporal.startCore();
  const { connection, namespace } = temporal;
  const client = new Client({
    connection,
    namespace,
    interceptors: { workflow: [createSessionInterceptor('session-1')] },
  });
  await withShop(core, {}, async (run, endpoint) => {
    const options = { taskQueue: run.taskQueue, workflowId: uniqueName('session'), args: [endpoint, 'tea'] };
    const handle = await client.workflow.start('shrugOffShop', options);
    expect((await outcomeOf(handle)).value).toBe('tea: 3');
  });
  expect(core.events.map((event) => event.multi_agent_session_id)).toEqual(
    core.events.map(() => 'session-1'),
  );
  expect(core.eventsLike({ activity_type: 'shop.price' })).toHaveLength(2);
});
