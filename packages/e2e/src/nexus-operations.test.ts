import type { GovernanceEvent } from '@openbox/core-client/contract';
import { serviceHandler } from 'nexus-rpc';
import type { CoreReply } from './harness/core-reply';
import { guardrails, verdict } from './harness/core-reply';
import { useTemporal } from './harness/test-temporal';
import { useWorker } from './harness/use-worker';
import { uniqueName } from './harness/worker-run';
import { askShop } from './workflows';
import { shop } from './workflows/across';

const temporal = useTemporal();
const endpoint = uniqueName('endpoint');
const price = jest.fn((_context: unknown, item: string) => Promise.resolve(`${item}: 3`));
const visit = jest.fn((_context: unknown, url: string) =>
  fetch(url).then(
    () => 'visited',
    () => 'went on',
  ),
);
const worker = useWorker(temporal, {
  activities: {},
  nexusServices: [serviceHandler(shop, { price, visit })],
  operationGovernance: ['shop.visit'],
});

beforeAll(async () => {
  const target = { worker: { namespace: temporal.namespace, taskQueue: worker.run.taskQueue } };
  await temporal.connection.operatorService.createNexusEndpoint({ spec: { name: endpoint, target } });
});
beforeEach(() => jest.clearAllMocks());

function ask(item = 'tea') {
  return worker.run.execute(askShop, { args: [endpoint, item] });
}

function onOperation(
  type: GovernanceEvent['event_type'],
  reply: CoreReply,
): (event: GovernanceEvent) => CoreReply | undefined {
  return (event) => (event.event_type === type && event.activity_type === 'shop.price' ? reply : undefined);
}

// covers: W26
test('the handler is governed as an activity of the run that called it', async () => {
  expect((await ask()).value).toBe('tea: 3');

  const [started] = worker.core.eventsLike({ event_type: 'WorkflowStarted' });
  expect(worker.core.story).toEqual([
    'WorkflowStarted',
    'ActivityStarted shop.price',
    'ActivityCompleted shop.price',
    'WorkflowCompleted',
  ]);
  expect(worker.core.eventsLike({ activity_type: 'shop.price' })).toMatchObject([
    {
      workflow_id: started?.workflow_id,
      run_id: started?.run_id,
      activity_input: ['tea'],
      metadata: { kind: 'nexus_operation', service: 'shop', operation: 'price' },
    },
    { status: 'completed', activity_output: 'tea: 3', activity_input: ['tea'] },
  ]);
});

test('block keeps the handler from running, and the caller learns why', async () => {
  worker.core.script = onOperation('ActivityStarted', verdict('block', { reason: 'not sold' }));
  const outcome = await ask();
  expect(price).not.toHaveBeenCalled();
  expect(outcome).toMatchObject({
    status: 'failed',
    application: { type: 'GovernanceStop', message: 'Governance blocked: not sold' },
  });
});

test('halt terminates the run that called', async () => {
  worker.core.script = onOperation('ActivityStarted', verdict('halt', { reason: 'enough' }));
  expect((await ask()).status).toBe('terminated');
  expect(price).not.toHaveBeenCalled();
});

test('a result may be refused or redacted', async () => {
  worker.core.script = onOperation('ActivityCompleted', verdict('block', { reason: 'secret price' }));
  expect((await ask()).application).toMatchObject({ message: 'Governance blocked: secret price' });

  worker.core.script = onOperation(
    'ActivityCompleted',
    guardrails({ input_type: 'activity_output', redacted_input: 'tea: [X]' }),
  );
  expect((await ask()).value).toBe('tea: [X]');
});

test('the handler receives the redacted input', async () => {
  worker.core.script = onOperation(
    'ActivityStarted',
    guardrails({ input_type: 'activity_input', redacted_input: ['[X]'] }),
  );
  expect((await ask('tea')).value).toBe('[X]: 3');
});

test('a human cannot be waited for: that is a block which says so', async () => {
  worker.core.script = onOperation('ActivityStarted', verdict('require_approval', { reason: 'dear' }));
  const outcome = await ask();
  expect(outcome.application?.message).toMatch(/cannot wait for: dear/);
  expect(price).not.toHaveBeenCalled();
});

test('a refused request within the handler fails the operation although the handler swallowed it', async () => {
  worker.core.script = (event) =>
    event.hook_trigger === true ? verdict('block', { reason: 'not there' }) : undefined;
  const outcome = await worker.run.execute(askShop, {
    args: [endpoint, 'http://127.0.0.1:65000/', 'visit'],
  });
  expect(outcome.application).toMatchObject({ message: 'Governance blocked: not there' });
});

test('what the handler throws comes through', async () => {
  price.mockRejectedValueOnce(Object.assign(new Error('sold out'), { name: 'SoldOut' }));
  price.mockResolvedValueOnce('tea: 4');
  expect((await ask()).value).toBe('tea: 4');
  expect(worker.core.eventsLike({ activity_type: 'shop.price', status: 'failed' })).toMatchObject([
    { error: { error_type: 'SoldOut', message: 'sold out' } },
  ]);
});
