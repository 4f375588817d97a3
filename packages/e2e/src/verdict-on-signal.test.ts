import { eventually } from './harness/eventually';
import { verdict } from './harness/core-reply';
import { outcomeOf } from './harness/outcome';
import { answer } from './harness/scripted-core';
import { useTemporal } from './harness/test-temporal';
import { useWorker } from './harness/use-worker';
import { uniqueName } from './harness/worker-run';
import { actOnEveryNote, actOnNote, keepNotes } from './workflows';
import type { SideEffect } from './workflows/signals';

const temporal = useTemporal();
const work = jest.fn((_text?: string) => Promise.resolve('worked'));
const onConstrain = jest.fn();
const worker = useWorker(temporal, { activities: { work }, onConstrain });

const received = { event_type: 'SignalReceived' } as const;

beforeEach(() => jest.clearAllMocks());

const effects: SideEffect[] = ['activity', 'localActivity', 'child', 'externalSignal', 'continueAsNew'];

// covers: 87, 88, 89, 92
test.each(effects)('block runs the handler and refuses the next side effect: %s', async (effect) => {
  worker.core.script = answer(received, verdict('block', { reason: 'do not listen' }));
  const other = await worker.run.start(keepNotes);
  const handle = await worker.run.start(actOnNote, { args: [effect, other.workflowId] });
  await handle.signal('note', 'psst');

  const outcome = await outcomeOf(handle);

  expect(outcome.status).toBe('failed');
  expect(outcome.application).toMatchObject({
    type: 'GovernanceStop',
    message: 'Governance blocked: do not listen',
    nonRetryable: true,
  });
  expect(await handle.query('notes')).toEqual(['psst']);
  expect(work).not.toHaveBeenCalled();
  expect(await other.query('notes')).toEqual(['start']);
  const governed = worker.core.events.filter((event) => event.workflow_id === handle.workflowId);
  expect(governed.map((event) => event.event_type)).toEqual([
    'WorkflowStarted',
    'SignalReceived',
    'WorkflowFailed',
  ]);
});

// covers: 93
test('a later allow does not take a block back', async () => {
  worker.core.script = (event) =>
    event.signal_args?.[0] === 'bad' ? verdict('block', { reason: 'bad' }) : undefined;
  const handle = await worker.run.start(actOnEveryNote);
  await handle.signal('note', 'good');
  await eventually('the first note is worked on', () => work.mock.calls.length === 1);

  await handle.signal('note', 'bad');
  await handle.signal('note', 'good again');
  const outcome = await outcomeOf(handle);

  expect(outcome.application?.message).toBe('Governance blocked: bad');
  expect(work.mock.calls).toEqual([['good']]);
});

// covers: 90
test('the next run of the same workflow id starts clean', async () => {
  worker.core.script = answer(received, verdict('block', { reason: 'do not listen' }));
  const workflowId = uniqueName('again');
  const first = await worker.run.start(actOnNote, { workflowId, args: ['activity'] });
  await first.signal('note', 'psst');
  expect((await outcomeOf(first)).status).toBe('failed');

  worker.core.reset();
  const second = await worker.run.start(actOnNote, { workflowId, args: ['activity'] });
  await second.signal('note', 'hello');

  expect((await outcomeOf(second)).value).toBe('acted on hello');
});

// covers: W27
test('halt terminates an idle run at once', async () => {
  worker.core.script = answer(received, verdict('halt', { reason: 'stop listening' }));
  const handle = await worker.run.start(keepNotes);
  await handle.signal('note', 'psst');

  const outcome = await outcomeOf(handle);

  expect(outcome.status).toBe('terminated');
  expect(outcome.failure?.message).toContain('stop listening');
  expect(worker.core.eventsLike({ event_type: 'WorkflowFailed' })).toEqual([]);
});

test.each(['allow', 'constrain'])('%s changes nothing', async (name) => {
  worker.core.script = answer(received, verdict(name, { constraints: ['slowly'] }));
  const handle = await worker.run.start(actOnNote, { args: ['activity'] });
  await handle.signal('note', 'hello');

  expect((await outcomeOf(handle)).value).toBe('acted on hello');
  expect(work).toHaveBeenCalledTimes(1);
});
