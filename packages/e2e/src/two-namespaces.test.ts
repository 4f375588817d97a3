import { Client } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time';
import { createOpenBoxWorker } from '@openbox/temporal';
import type { GovernanceEvent } from '@openbox/core-client/contract';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { verdict } from './harness/core-reply';
import { eventually } from './harness/eventually';
import type { Outcome } from './harness/outcome';
import { outcomeOf } from './harness/outcome';
import type { ScriptedCore } from './harness/scripted-core';
import { useTemporal } from './harness/test-temporal';
import { withWorker } from './harness/with-worker';
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

// covers: W24
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
  for (const [core, namespace, questions] of [
    [open, temporal.namespace, ids.length * 2],
    [strict, otherNamespace, ids.length],
  ] as const) {
    const asked = core.eventsLike({ hook_trigger: true });
    expect(asked).toHaveLength(questions);
    expect(asked.filter((event) => !visitedBy(event).endsWith(`/${namespace}/${event.workflow_id}`))).toEqual(
      [],
    );
  }
});

// covers: W24
test('a worker that ends leaves the operations of another in the process governed', async () => {
  const [brief, strict] = await Promise.all([temporal.startCore(), temporal.startCore()]);
  strict.script = ({ hook_trigger }) =>
    hook_trigger === true ? verdict('block', { reason: 'not from here' }) : undefined;
  const options = { activities: { visit }, operationGovernance: true, captureHttp: true } as const;
  const visiting = (path: string) => ({ args: ['visit', [path]] });

  await withWorker(temporal, { ...options, core: strict }, async (run) => {
    await withWorker(temporal, { ...options, core: brief }, async (other) => {
      expect((await other.execute(callActivity, visiting('brief'))).value).toBe('sold');
    });
    brief.reset();
    const { application } = await run.execute(callActivity, visiting('strict'));
    expect(application).toMatchObject({ type: 'GovernanceStop' });
  });

  expect(strict.eventsLike({ hook_trigger: true }).map(visitedBy)).toEqual([
    expect.stringMatching(/\/strict$/),
  ]);
  expect(brief.events).toEqual([]);
});

/** The address that an operation was about to visit. */
function visitedBy({ spans }: GovernanceEvent): string {
  const [span] = (spans ?? []) as { readonly http_url?: string }[];
  return span?.http_url ?? '';
}
