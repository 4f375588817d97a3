import { Client } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time';
import { createOpenBoxWorker } from '@openbox/temporal';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { verdict } from './harness/core-reply';
import { eventually } from './harness/eventually';
import type { Outcome } from './harness/outcome';
import { outcomeOf } from './harness/outcome';
import type { ScriptedCore } from './harness/scripted-core';
import { useTemporal } from './harness/test-temporal';
import { toFactoryOptions } from './harness/worker-options';
import { uniqueName } from './harness/worker-run';
import { callActivity } from './workflows';

const temporal = useTemporal();
const shop = createServer((_request, response) => response.end('sold'));
const otherNamespace = uniqueName('namespace');

beforeAll(async () => {
  shop.listen(0, '127.0.0.1');
  await once(shop, 'listening');
  await temporal.connection.workflowService.registerNamespace({
    namespace: otherNamespace,
    workflowExecutionRetentionPeriod: msToTs('1 day'),
  });
});
afterAll(() => {
  shop.close();
  shop.closeAllConnections();
});

const visit = async (path: string): Promise<string> => {
  const { port } = shop.address() as AddressInfo;
  return (await fetch(`http://127.0.0.1:${String(port)}/${path}`)).text();
};

/** The same queue, workflow ids and activities in two namespaces: only the worker tells them apart. */
const taskQueue = uniqueName('queue');
const ids = Array.from({ length: 10 }, (_none, index) => `order-${String(index)}-${uniqueName('run')}`);

async function runAll(namespace: string, core: ScriptedCore): Promise<Outcome[]> {
  const worker = await createOpenBoxWorker(
    toFactoryOptions(temporal, {
      core,
      namespace,
      taskQueue,
      activities: { visit },
      operationGovernance: true,
      captureHttp: true,
    }),
  );
  const client = new Client({ connection: temporal.connection, namespace });
  return worker.runUntil(() =>
    Promise.all(
      ids.map(async (workflowId) => {
        const args: Parameters<typeof callActivity> = ['visit', [`${namespace}/${workflowId}`]];
        // The server knows a new namespace after a moment.
        const handle = await eventually('the namespace is known', () =>
          client.workflow.start(callActivity, { args, workflowId, taskQueue }).catch(() => undefined),
        );
        return outcomeOf(handle);
      }),
    ),
  );
}

test('two workers with two keys, in two namespaces of one process, each tell their own Core alone', async () => {
  const open = await temporal.startCore();
  const strict = await temporal.startCore(({ hook_trigger }) =>
    hook_trigger === true ? verdict('block', { reason: 'not from here' }) : undefined,
  );

  const [allowed, refused] = await Promise.all([
    runAll(temporal.namespace, open),
    runAll(otherNamespace, strict),
  ]);

  expect(allowed.map(({ value }) => value)).toEqual(ids.map(() => 'sold'));
  expect(new Set(refused.map(({ application }) => application?.type))).toEqual(new Set(['GovernanceStop']));
  for (const [core, own, other] of [
    [open, `/${temporal.namespace}/`, `/${otherNamespace}/`],
    [strict, `/${otherNamespace}/`, `/${temporal.namespace}/`],
  ] as const) {
    const said = core.archive.join('\n');
    expect(ids.filter((id) => said.includes(`${own}${id}`))).toEqual(ids);
    expect(said).not.toContain(other);
    expect(new Set(core.requests.map(({ headers }) => headers.authorization))).toEqual(
      new Set([`Bearer ${core.apiKey}`]),
    );
  }
  expect(open.events.filter(({ hook_trigger }) => hook_trigger === true)).toHaveLength(ids.length * 2);
});
