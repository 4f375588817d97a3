import { verdict } from './harness/core-reply';
import { answer } from './harness/scripted-core';
import { useTemporal } from './harness/test-temporal';
import { useWorker } from './harness/use-worker';
import { callActivity, callChild, callLocalActivity, echo, failWith } from './workflows';

const temporal = useTemporal();
const work = jest.fn(() => Promise.resolve('worked'));
const onConstrain = jest.fn();
const worker = useWorker(temporal, { activities: { work }, onConstrain });

const refused = { type: 'GovernanceStop', message: 'Governance blocked: not today', nonRetryable: true };

beforeEach(() => jest.clearAllMocks());

describe('WorkflowStarted', () => {
  const started = { event_type: 'WorkflowStarted' } as const;

  // covers: 77, 78, W14, W15
  test.each([
    ['an activity', callActivity, ['work']],
    ['a local activity', callLocalActivity, ['work']],
    ['a child', callChild, ['x']],
    ['no side effect', echo, ['x']],
  ] as const)('block fails a workflow with %s before it does anything', async (_name, workflow, args) => {
    worker.core.script = answer(started, verdict('block', { reason: 'not today' }));

    const outcome = await worker.run.execute(workflow, { args: [...args] });

    expect(outcome.status).toBe('failed');
    expect(outcome.application).toMatchObject(refused);
    expect(work).not.toHaveBeenCalled();
    expect(worker.core.story).toEqual(['WorkflowStarted', 'WorkflowFailed']);
  });

  // covers: 77
  test('halt terminates the run', async () => {
    worker.core.script = answer(started, verdict('halt', { reason: 'not today' }));

    const outcome = await worker.run.execute(callActivity, { args: ['work'] });

    expect(outcome.status).toBe('terminated');
    expect(outcome.failure?.message).toContain('not today');
    expect(work).not.toHaveBeenCalled();
    expect(worker.core.eventsLike({ event_type: 'WorkflowFailed' })).toEqual([]);
  });

  test('constrain lets the workflow run', async () => {
    worker.core.script = answer(started, verdict('constrain', { constraints: ['gently'] }));

    const outcome = await worker.run.execute(callActivity, { args: ['work'] });

    expect(outcome.value).toBe('worked');
    expect(onConstrain).toHaveBeenCalledTimes(1);
  });
});

describe('WorkflowCompleted', () => {
  const completed = { event_type: 'WorkflowCompleted' } as const;

  // covers: 79, W14
  test('block fails the workflow, and reports that once', async () => {
    worker.core.script = answer(completed, verdict('block', { reason: 'not today' }));

    const outcome = await worker.run.execute(callActivity, { args: ['work'] });

    expect(outcome.status).toBe('failed');
    expect(outcome.application).toMatchObject(refused);
    expect(worker.core.eventsLike({ event_type: 'WorkflowFailed' })).toHaveLength(1);
  });

  test('halt terminates the run', async () => {
    worker.core.script = answer(completed, verdict('halt', { reason: 'not today' }));

    const outcome = await worker.run.execute(echo, { args: ['x'] });

    expect(outcome.status).toBe('terminated');
    expect(worker.core.eventsLike({ event_type: 'WorkflowFailed' })).toEqual([]);
  });
});

test('block on WorkflowFailed leaves the workflow its own error', async () => {
  worker.core.script = answer({ event_type: 'WorkflowFailed' }, verdict('block', { reason: 'not today' }));

  const outcome = await worker.run.execute(failWith, { args: ['OutOfStock', 'nothing left'] });

  expect(outcome.status).toBe('failed');
  expect(outcome.failure).toMatchObject({ type: 'OutOfStock', message: 'nothing left' });
});
