import { createDeferred } from './harness/deferred';
import { guardrails, json, verdict } from './harness/core-reply';
import { eventually } from './harness/eventually';
import { outcomeOf } from './harness/outcome';
import { answer } from './harness/scripted-core';
import { useTemporal } from './harness/test-temporal';
import { useWorker } from './harness/use-worker';
import { actWhenFinished, callActivity, echo, keepAnything, keepNotes } from './workflows';

const temporal = useTemporal();
const work = jest.fn((...args: unknown[]) => Promise.resolve(args));

beforeEach(() => jest.clearAllMocks());

describe('dropBlockedSignals', () => {
  const worker = useWorker(temporal, {
    activities: { work },
    dropBlockedSignals: true,
    hitlPollInterval: 200,
  });

  // covers: 88
  test('the handler of a blocked signal never runs, and the run goes on', async () => {
    worker.core.script = (event) =>
      event.signal_args?.[0] === 'bad' ? verdict('block', { reason: 'no' }) : undefined;
    const handle = await worker.run.start(keepNotes);
    await handle.signal('note', 'good');
    await handle.signal('note', 'bad');
    await handle.signal('note', 'fine');
    await handle.signal('finish');
    expect(await outcomeOf(handle)).toMatchObject({ status: 'completed', value: ['start', 'good', 'fine'] });
  });

  test('a blocked signal refuses no later effect', async () => {
    worker.core.script = answer({ signal_name: 'note' }, verdict('block', { reason: 'no' }));
    const handle = await worker.run.start(actWhenFinished);
    await handle.signal('note', 'dropped');
    await handle.signal('finish');
    expect((await outcomeOf(handle)).status).toBe('completed');
    expect(work).toHaveBeenCalledTimes(1);
  });

  test('handlers run in the order of arrival, also where one waits for a human', async () => {
    worker.core.script = (event) =>
      event.signal_args?.[0] === 'first'
        ? verdict('require_approval', { reason: 'ask', approval_id: 'a-1' })
        : undefined;
    const handle = await worker.run.start(keepNotes);
    await handle.signal('note', 'first');
    await handle.signal('note', 'second');
    await eventually(
      'Core is asked about both',
      () => worker.core.eventsLike({ signal_name: 'note' }).length === 2,
    );
    expect(await handle.query('notes')).toEqual(['start']);
    worker.core.onApprovalPoll = () => json({ id: 'a-1', action: 'allow' });
    await handle.signal('finish');
    expect((await outcomeOf(handle)).value).toEqual(['start', 'first', 'second']);
  });

  test('a rejected signal is dropped', async () => {
    worker.core.script = answer(
      { signal_name: 'note' },
      verdict('require_approval', { reason: 'ask', approval_id: 'a-1' }),
    );
    worker.core.onApprovalPoll = () => json({ id: 'a-1', action: 'block', reason: 'no' });
    const handle = await worker.run.start(keepNotes);
    await handle.signal('note', 'dropped');
    await handle.signal('finish');
    expect((await outcomeOf(handle)).value).toEqual(['start']);
  });

  test('guardrails redact the arguments of a signal', async () => {
    worker.core.script = answer(
      { signal_name: 'note' },
      guardrails({ input_type: 'activity_input', redacted_input: ['[X]'] }),
    );
    const handle = await worker.run.start(keepAnything);
    await handle.signal('note', 'secret', 'open');
    await handle.signal('finish');
    expect((await outcomeOf(handle)).value).toEqual([['note', '[X]', 'open']]);
  });

  test('a halt still ends the run', async () => {
    worker.core.script = answer({ signal_name: 'note' }, verdict('halt', { reason: 'enough' }));
    const handle = await worker.run.start(keepNotes);
    await handle.signal('note', 'stop');
    expect((await outcomeOf(handle)).status).toBe('terminated');
  });
});

describe('redactWorkflowInput', () => {
  const worker = useWorker(temporal, { activities: { work }, redactWorkflowInput: true });

  test('the workflow function begins with the redacted arguments, once Core has answered', async () => {
    const gate = createDeferred();
    worker.core.script = async (event) => {
      if (event.event_type !== 'WorkflowStarted') return undefined;
      await gate.promise;
      return guardrails({ input_type: 'activity_input', redacted_input: ['work', ['[X]']] });
    };
    const handle = await worker.run.start(callActivity, { args: ['work', ['secret']] });
    await eventually('Core is asked', () => worker.core.story.includes('WorkflowStarted'));
    gate.resolve();
    expect((await outcomeOf(handle)).value).toEqual(['[X]']);
    expect(worker.core.eventsLike({ event_type: 'WorkflowStarted' })).toMatchObject([
      { activity_input: ['work', ['secret']] },
    ]);
  });

  test('a refused start never runs the function', async () => {
    worker.core.script = answer({ event_type: 'WorkflowStarted' }, verdict('block', { reason: 'no' }));
    const outcome = await worker.run.execute(callActivity, { args: ['work'] });
    expect(outcome.application).toMatchObject({ type: 'GovernanceStop' });
  });

  // covers: W63
  test('an argument near the limit breaks nothing', async () => {
    const big = 'x'.repeat(1_900_000);
    const outcome = await worker.run.execute(echo, { args: [big] });
    expect(outcome).toMatchObject({ status: 'completed', value: big });
    const [started] = worker.core.eventsLike({ event_type: 'WorkflowStarted' });
    expect(JSON.stringify(started).length).toBeLessThan(300_000);
    expect(started?.metadata).toHaveProperty('openbox_dropped');
  });
});

describe('by default', () => {
  const worker = useWorker(temporal, { activities: { work } });

  test('WorkflowStarted carries no arguments, also not an argument near the limit', async () => {
    const big = 'x'.repeat(1_900_000);
    expect((await worker.run.execute(echo, { args: [big] })).status).toBe('completed');
    expect(worker.core.eventsLike({ event_type: 'WorkflowStarted' })[0]).not.toHaveProperty('activity_input');
  });
});

describe('sendWorkflowInput', () => {
  const worker = useWorker(temporal, { activities: { work }, sendWorkflowInput: true });

  test('WorkflowStarted carries the arguments, and nothing waits for it', async () => {
    worker.core.script = answer(
      { event_type: 'WorkflowStarted' },
      guardrails({ input_type: 'activity_input', redacted_input: ['[X]'] }),
    );
    expect((await worker.run.execute(echo, { args: ['said'] })).value).toBe('said');
    expect(worker.core.eventsLike({ event_type: 'WorkflowStarted' })).toMatchObject([
      { activity_input: ['said'] },
    ]);
  });
});
