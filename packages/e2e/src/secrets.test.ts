import { guardrails, json } from './harness/core-reply';
import { textOf } from './harness/history';
import { causesOf, outcomeOf } from './harness/outcome';
import { useTemporal } from './harness/test-temporal';
import { useWorker } from './harness/use-worker';
import { callActivity } from './workflows';

const temporal = useTemporal();
const work = jest.fn((text: string) => Promise.resolve(`worked on ${text}`));
const worker = useWorker(temporal, {
  activities: { work },
  governanceTimeout: 2000,
  governancePolicy: 'fail_closed',
});

const SENTINEL = '4929-5813-3266-4295';

// covers: W12, W28
test('a redacted input is nowhere but in the event that asked', async () => {
  worker.core.script = (event) =>
    event.event_type === 'ActivityStarted'
      ? guardrails({ input_type: 'activity_input', redacted_input: ['[card]'] })
      : undefined;
  const handle = await worker.run.start(callActivity, { args: ['work', [SENTINEL]] });
  const outcome = await outcomeOf(handle);

  expect(outcome.value).toBe('worked on [card]');
  const holders = worker.core.events.filter((event) => JSON.stringify(event).includes(SENTINEL));
  expect(holders.map((event) => event.event_type)).toEqual(['ActivityStarted']);
  expect(temporal.log.linesWith(SENTINEL)).toEqual([]);
  await expectNotAdded(handle.workflowId);
});

// covers: 46
test('a redacted output is nowhere but in the event that asked', async () => {
  work.mockResolvedValueOnce(SENTINEL);
  worker.core.script = (event) =>
    event.event_type === 'ActivityCompleted'
      ? guardrails({ input_type: 'activity_output', redacted_input: '[card]' })
      : undefined;
  const handle = await worker.run.start(callActivity, { args: ['work', ['x']] });
  const outcome = await outcomeOf(handle);

  expect(outcome.value).toBe('[card]');
  const holders = worker.core.events.filter((event) => JSON.stringify(event).includes(SENTINEL));
  expect(holders.map((event) => event.event_type)).toEqual(['ActivityCompleted']);
  expect(temporal.log.linesWith(SENTINEL)).toEqual([]);
  expect(textOf(await handle.fetchHistory())).not.toContain(SENTINEL);
});

test('a refused input is in no error and no log', async () => {
  const failed = {
    input_type: 'activity_input',
    validation_passed: false,
    reasons: [{ type: 'pii', field: 'input.0', reason: 'card number' }],
  };
  worker.core.script = (event) => (event.event_type === 'ActivityStarted' ? guardrails(failed) : undefined);
  const handle = await worker.run.start(callActivity, { args: ['work', [SENTINEL]] });
  const outcome = await outcomeOf(handle);

  expect(outcome.status).toBe('failed');
  for (const error of causesOf(outcome.failure))
    expect(`${error.message}\n${error.stack ?? ''}`).not.toContain(SENTINEL);
  expect(temporal.log.linesWith(SENTINEL)).toEqual([]);
  await expectNotAdded(handle.workflowId);
});

test('an answer of Core that repeats the key or the input is not repeated by us', async () => {
  worker.core.script = (event) =>
    event.event_type === 'ActivityStarted'
      ? json({ code: 500, message: `bad key ${worker.core.apiKey} for ${SENTINEL}` }, 500)
      : undefined;
  const handle = await worker.run.start(callActivity, { args: ['work', [SENTINEL]] });
  const outcome = await outcomeOf(handle);

  expect(outcome.status).toBe('failed');
  for (const error of causesOf(outcome.failure)) {
    expect(error.message).not.toContain(worker.core.apiKey);
    expect(error.message).not.toContain(SENTINEL);
  }
  await expectNotAdded(handle.workflowId);
});

/** The user's own inputs and results are in a history anyway; all other events must be free of it. */
async function expectNotAdded(workflowId: string): Promise<void> {
  const { events = [] } = await temporal.client.workflow.getHandle(workflowId).fetchHistory();
  const ours = (events ?? []).filter(
    (event) => !(event.workflowExecutionStartedEventAttributes ?? event.activityTaskScheduledEventAttributes),
  );
  expect(textOf(ours)).not.toContain(SENTINEL);
}
