import { setTimeout as sleep } from 'node:timers/promises';
import { createDeferred } from './harness/deferred';
import { verdict } from './harness/core-reply';
import { eventually } from './harness/eventually';
import { kindsOf } from './harness/history';
import { outcomeOf } from './harness/outcome';
import { answer } from './harness/scripted-core';
import { useTemporal } from './harness/test-temporal';
import { useWorker } from './harness/use-worker';
import {
  actOnNote,
  callActivity,
  callAllAtOnce,
  callInSpiteOfLocal,
  callLocalActivity,
  echo,
  keepNotes,
  sleepFor,
} from './workflows';

const temporal = useTemporal();
const work = jest.fn(() => Promise.resolve('worked'));
const slow = (): Promise<string> => sleep(20 * Math.random(), 'slow');
const worker = useWorker(temporal, { activities: { work, slow, quick: () => Promise.resolve('quick') } });
const halt = verdict('halt', { reason: 'stop it all' });

beforeEach(() => jest.clearAllMocks());

// covers: W27, 77
test.each([
  ['the start of a workflow that does nothing', { event_type: 'WorkflowStarted' }, echo, ['x']],
  ['the start of a workflow that acts', { event_type: 'WorkflowStarted' }, callActivity, ['work']],
  ['the start of a workflow that only waits', { event_type: 'WorkflowStarted' }, sleepFor, [3_600_000]],
  ['the end', { event_type: 'WorkflowCompleted' }, echo, ['x']],
  ['a local activity', { activity_type: 'work' }, callLocalActivity, ['work']],
  ['a local activity whose failure is caught', { activity_type: 'work' }, callInSpiteOfLocal, ['work']],
  ['an activity', { activity_type: 'work' }, callActivity, ['work']],
] as const)(
  'a halt of %s terminates the run without a failed task',
  async (_name, fields, workflow, args) => {
    worker.core.script = answer(fields, halt);
    const handle = await worker.run.start(workflow, { args: [...args] });

    const outcome = await outcomeOf(handle);

    expect(outcome.status).toBe('terminated');
    expect(outcome.failure?.message).toBe('OpenBox governance halt: stop it all');
    expect(work).not.toHaveBeenCalled();
    expect(worker.core.eventsLike({ event_type: 'WorkflowFailed' })).toEqual([]);
    const kinds = kindsOf(await handle.fetchHistory());
    expect(kinds).not.toContain('workflowTaskFailed');
    expect(kinds.at(-1)).toBe('workflowExecutionTerminated');
  },
);

test('a halt comes within moments, and nothing of the run happens after it', async () => {
  worker.core.script = answer({ signal_name: 'note' }, halt);
  const handle = await worker.run.start(actOnNote, { args: ['activity'] });
  await eventually('the run is there', () => worker.core.events.length === 1);
  const begun = Date.now();
  await handle.signal('note', 'psst');

  expect((await outcomeOf(handle)).status).toBe('terminated');
  expect(Date.now() - begun).toBeLessThan(3_000);
  expect(work).not.toHaveBeenCalled();
  expect(kindsOf(await handle.fetchHistory())).not.toContain('activityTaskScheduled');
});

test('what ends beside a halted activity starts no task that the end of the run cuts off', async () => {
  worker.core.script = answer({ event_type: 'ActivityStarted', activity_type: 'work' }, halt);
  const args = ['quick', 'slow', 'work'];
  const runs = Array.from({ length: 100 }, () => worker.run.start(callAllAtOnce, { args }));
  const outcomes = await Promise.all((await Promise.all(runs)).map((handle) => outcomeOf(handle)));

  expect(new Set(outcomes.map(({ status }) => status))).toEqual(new Set(['terminated']));
  await worker.run.expectSoundHistories();
}, 60_000);

test('signals that come with a halted one are not even reported', async () => {
  const gate = createDeferred();
  worker.core.script = async (event) => {
    if (event.event_type !== 'WorkflowStarted') return undefined;
    await gate.promise;
    return halt;
  };
  const handle = await worker.run.start(keepNotes, { workflowTaskTimeout: '1s' });
  await eventually('Core is asked', () => worker.core.events.length === 1);
  await handle.signal('note', 'A');
  gate.resolve();

  expect((await outcomeOf(handle)).status).toBe('terminated');
  expect(worker.core.story).toEqual(['WorkflowStarted']);
});
