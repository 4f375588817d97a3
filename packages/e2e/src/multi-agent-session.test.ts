import { createSessionInterceptor } from '@openbox/temporal/client';
import { Client } from '@temporalio/client';
import { outcomeOf } from './harness/outcome';
import { useTemporal } from './harness/test-temporal';
import { useWorker } from './harness/use-worker';
import { uniqueName } from './harness/worker-run';

const temporal = useTemporal();
const work = jest.fn(() => Promise.resolve('worked'));
const worker = useWorker(temporal, { activities: { work }, operationGovernance: true });

/** Starts a workflow by a client whose interceptors put it into a session, and waits for its end. */
async function runInSession(
  workflow: string,
  args: unknown[],
  session = createSessionInterceptor('session-1'),
) {
  const { connection, namespace } = temporal;
  const client = new Client({ connection, namespace, interceptors: { workflow: [session] } });
  const { taskQueue } = worker.run;
  const handle = await client.workflow.start(workflow, {
    workflowId: uniqueName('session'),
    taskQueue,
    args,
  });
  worker.run.watch(handle);
  return outcomeOf(handle);
}

function sessionsByEvent(): (readonly [string, string | undefined])[] {
  return worker.core.events.map((event) => [event.event_type, event.multi_agent_session_id]);
}

test('a session is on every event of the run and of its activities', async () => {
  expect((await runInSession('callActivity', ['work'])).value).toBe('worked');
  expect(sessionsByEvent()).toEqual([
    ['WorkflowStarted', 'session-1'],
    ['ActivityStarted', 'session-1'],
    ['ActivityCompleted', 'session-1'],
    ['WorkflowCompleted', 'session-1'],
  ]);
});

test.each([
  ['children', 'callChild', ['x']],
  ['local activities', 'callLocalActivity', ['work']],
  ['later runs', 'continueOnce', [true]],
])('a session goes on to %s', async (_name, workflow, args) => {
  expect((await runInSession(workflow, args)).status).toBe('completed');
  expect(sessionsByEvent().length).toBeGreaterThan(2);
  expect(new Set(sessionsByEvent().map(([, session]) => session))).toEqual(new Set(['session-1']));
});

test('a session may be named by the memo of the start', async () => {
  await worker.run.execute('callActivity', {
    args: ['work'],
    memo: { openbox_multi_agent_session_id: 'session-2' },
  });
  expect(new Set(sessionsByEvent().map(([, session]) => session))).toEqual(new Set(['session-2']));
});

describe('of a worker', () => {
  const ofWorker = useWorker(temporal, { activities: { work }, multiAgentSessionId: 'session-3' });

  test('a session is on every event of the runs that have none of their own', async () => {
    await ofWorker.run.execute('callActivity', { args: ['work'] });
    const sessions = ofWorker.core.events.map((event) => event.multi_agent_session_id);
    expect(sessions).toEqual(['session-3', 'session-3', 'session-3', 'session-3']);
  });

  test('a session does not take the place of a run’s own', async () => {
    const memo = { openbox_multi_agent_session_id: 'session-4' };
    await ofWorker.run.execute('callActivity', { args: ['work'], memo });
    const sessions = ofWorker.core.events.map((event) => event.multi_agent_session_id);
    expect(new Set(sessions)).toEqual(new Set(['session-4']));
  });
});

test('without a session no event names one', async () => {
  await runInSession(
    'callActivity',
    ['work'],
    createSessionInterceptor(() => undefined),
  );
  expect(worker.core.events.some((event) => 'multi_agent_session_id' in event)).toBe(false);
});

test('a blank session is refused', () => {
  expect(() => createSessionInterceptor(' ')).toThrow(/session id is blank/);
});
