import type { CoreReply } from './harness/core-reply';
import { json, verdict } from './harness/core-reply';
import { eventually } from './harness/eventually';
import { kindsOf } from './harness/history';
import { outcomeOf } from './harness/outcome';
import { answer } from './harness/scripted-core';
import { useTemporal } from './harness/test-temporal';
import { useWorker } from './harness/use-worker';
import { takeUpdates } from './workflows';

const temporal = useTemporal();
const work = jest.fn((_text?: string) => Promise.resolve('worked'));
const worker = useWorker(temporal, { activities: { work }, hitlPollInterval: 50 });
const proposed = { event_type: 'SignalReceived', signal_name: 'act' } as const;
const ask = verdict('require_approval', { reason: 'a human must see this', approval_id: 'a-1' });
let decision: CoreReply;

beforeEach(() => {
  jest.clearAllMocks();
  decision = json({ action: 'require_approval' });
  worker.core.onApprovalPoll = () => decision;
  worker.core.script = answer(proposed, ask);
});

async function asked(): Promise<void> {
  await eventually('Core is asked how it was decided', () => worker.core.polls.length > 1);
}

test('an update that needs an approval is accepted, and goes on once it is given', async () => {
  const handle = await worker.run.start(takeUpdates);
  const update = await handle.startUpdate('act', { args: ['milk'], waitForStage: 'ACCEPTED' });
  await asked();
  expect(work).not.toHaveBeenCalled();
  decision = json({ action: 'allow' });

  expect(await update.result()).toBe('worked on milk');
  expect(worker.core.eventsLike(proposed)).toHaveLength(1);
  await handle.signal('close');
  expect((await outcomeOf(handle)).value).toEqual(['milk']);
});

test('an update whose approval is denied fails, and has had no effect', async () => {
  const handle = await worker.run.start(takeUpdates);
  const update = await handle.startUpdate('act', { args: ['milk'], waitForStage: 'ACCEPTED' });
  await asked();
  decision = json({ action: 'block', reason: 'too much' });

  await expect(update.result()).rejects.toMatchObject({ cause: { type: 'ApprovalRejected' } });
  expect(work).not.toHaveBeenCalled();
});

test('an update whose approval Core does not name is rejected before it is accepted', async () => {
  worker.core.script = answer(proposed, json({ verdict: 'require_approval', reason: 'ask me' }));
  const handle = await worker.run.start(takeUpdates);

  await expect(handle.executeUpdate('act', { args: ['milk'] })).rejects.toMatchObject({
    cause: { type: 'GovernanceStop' },
  });
  expect(kindsOf(await handle.fetchHistory())).not.toContain('workflowExecutionUpdateAccepted');
});
