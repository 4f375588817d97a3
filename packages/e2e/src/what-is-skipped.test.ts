import { outcomeOf } from './harness/outcome';
import { useTemporal } from './harness/test-temporal';
import { useWorker } from './harness/use-worker';
import { callActivity, callSequence, keepNotes } from './workflows';

const temporal = useTemporal();
const work = jest.fn(() => Promise.resolve('worked'));
const warmUp = jest.fn(() => Promise.resolve('warm'));
const activities = { work, warmUp };

describe('skipActivityTypes', () => {
  const worker = useWorker(temporal, { activities, skipActivityTypes: ['warmUp'] });

  // covers: 95, 96, W44
  test('a skipped activity runs without any event, and our own stays skipped', async () => {
    expect((await worker.run.execute(callSequence, { args: ['warmUp', 'work'] })).value).toEqual([
      'warm',
      'worked',
    ]);
    expect(worker.core.story).toEqual([
      'WorkflowStarted',
      'ActivityStarted work',
      'ActivityCompleted work',
      'WorkflowCompleted',
    ]);
  });
});

describe('skipWorkflowTypes', () => {
  const worker = useWorker(temporal, { activities, skipWorkflowTypes: ['keepNotes', 'callActivity'] });

  // covers: 72
  test('a skipped workflow has neither workflow nor activity events', async () => {
    expect((await worker.run.execute(callActivity, { args: ['work'] })).value).toBe('worked');
    expect(worker.core.events).toEqual([]);
  });

  // covers: 72, 86
  test('nor signal events', async () => {
    const handle = await worker.run.start(keepNotes);
    await handle.signal('note', 'milk');
    await handle.signal('finish');

    expect((await outcomeOf(handle)).value).toEqual(['start', 'milk']);
    expect(worker.core.events).toEqual([]);
  });

  test('another workflow on the same worker is governed', async () => {
    await worker.run.execute(callSequence, { args: ['work'] });

    expect(worker.core.story).toHaveLength(4);
  });
});

describe('sendStartEvent: false', () => {
  const worker = useWorker(temporal, { activities, sendStartEvent: false });

  // covers: 71
  test('leaves out WorkflowStarted and nothing else', async () => {
    await worker.run.execute(callActivity, { args: ['work'] });

    expect(worker.core.story).toEqual([
      'ActivityStarted work',
      'ActivityCompleted work',
      'WorkflowCompleted',
    ]);
  });
});

describe('sendActivityStartEvent: false', () => {
  const worker = useWorker(temporal, { activities, sendActivityStartEvent: false });

  // covers: 22
  test('leaves out ActivityStarted and nothing else', async () => {
    await worker.run.execute(callActivity, { args: ['work'] });

    expect(worker.core.story).toEqual(['WorkflowStarted', 'ActivityCompleted work', 'WorkflowCompleted']);
  });
});
