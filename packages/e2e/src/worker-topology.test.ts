import { OpenBoxPlugin } from '@openbox/temporal';
import { NativeConnection, Worker } from '@temporalio/worker';
import { verdict } from './harness/core-reply';
import { EnvironmentName, requireEnvironment } from './harness/environment-names';
import { textOf } from './harness/history';
import { outcomeOf } from './harness/outcome';
import { answer } from './harness/scripted-core';
import { FLIPPING_CODEC } from './harness/flipping-codec';
import { useTemporal } from './harness/test-temporal';
import { runWorker, withWorker } from './harness/with-worker';
import { uniqueName } from './harness/worker-run';
import { callActivity, callAllAtOnce, callSequence } from './workflows';

const temporal = useTemporal();
const work = jest.fn((_text?: string) => Promise.resolve('worked'));
const governedBundle = (): { codePath: string } => ({
  codePath: requireEnvironment(EnvironmentName.GOVERNED_BUNDLE),
});
const story = ['WorkflowStarted', 'ActivityStarted work', 'ActivityCompleted work', 'WorkflowCompleted'];

beforeEach(() => jest.clearAllMocks());

test('a plugin on the connection and on the worker acts once', async () => {
  const core = await temporal.startCore();
  const plugin = new OpenBoxPlugin({ openboxUrl: core.url, openboxApiKey: core.apiKey });
  const address = requireEnvironment(EnvironmentName.ADDRESS);
  const connection = await NativeConnection.connect({ address, plugins: [plugin] });
  const worker = await Worker.create({
    connection,
    taskQueue: uniqueName('queue'),
    workflowBundle: governedBundle(),
    activities: { work },
    plugins: [plugin],
  });

  await runWorker(temporal, worker, async (run) => {
    expect((await run.execute(callActivity, { args: ['work'] })).value).toBe('worked');
  });
  await connection.close();
  expect(core.story).toEqual(story);
});

test('workflows on one worker and activities on another are both governed', async () => {
  const core = await temporal.startCore(
    answer({ event_type: 'ActivityStarted', activity_type: 'other' }, verdict('block', { reason: 'no' })),
  );
  const taskQueue = uniqueName('queue');
  const other = jest.fn();
  const activityWorker = await Worker.create({
    connection: temporal.nativeConnection,
    namespace: temporal.namespace,
    taskQueue,
    activities: { work, other },
    plugins: [new OpenBoxPlugin({ openboxUrl: core.url, openboxApiKey: core.apiKey })],
  });

  await activityWorker.runUntil(
    withWorker(temporal, { core, taskQueue }, async (run) => {
      expect((await run.execute(callActivity, { args: ['work'] })).value).toBe('worked');
      expect(core.story).toEqual(story);
      expect((await run.execute(callActivity, { args: ['other'] })).application?.type).toBe('GovernanceStop');
    }),
  );
  expect(other).not.toHaveBeenCalled();
});

test('a payload codec encrypts what we add to a history as well, and everything works', async () => {
  const core = await temporal.startCore();
  const flipped = { flip: (text: string) => Promise.resolve(`seen ${text}`) };

  await withWorker(
    temporal,
    { core, activities: flipped, dataConverter: { payloadCodecs: [FLIPPING_CODEC] } },
    async (run) => {
      const handle = await run.start(callActivity, { args: ['flip', ['x']] });
      // The client of the test has no codec: the arguments are as they were, the result is encoded.
      await outcomeOf(handle).catch(() => undefined);
      expect(core.eventsLike({ event_type: 'WorkflowCompleted' })).toMatchObject([
        { workflow_output: 'seen x' },
      ]);
      expect(textOf(await handle.fetchHistory())).not.toContain('skipSignals');
    },
  );
});

// covers: 131
test('forty workflows at once are each governed, and none sees the verdict of another', async () => {
  const core = await temporal.startCore((event) => {
    const number = Number(event.activity_input?.[0]);
    return event.event_type === 'ActivityStarted' && number % 4 === 0
      ? verdict('block', { reason: `no ${String(number)}` })
      : undefined;
  });
  const numbers = Array.from({ length: 40 }, (_unused, index) => index + 1);

  await withWorker(temporal, { core, activities: { work } }, async (run) => {
    const outcomes = await Promise.all(
      numbers.map((number) => run.execute(callActivity, { args: ['work', [number]] })),
    );
    expect(outcomes.map((outcome) => outcome.application?.message ?? outcome.value)).toEqual(
      numbers.map((number) => (number % 4 === 0 ? `Governance blocked: no ${String(number)}` : 'worked')),
    );
  });
  expect(work).toHaveBeenCalledTimes(30);
  expect(new Set(core.requests.map((request) => request.remotePort)).size).toBeLessThan(60);
});

test('one refused activity among several at once fails the workflow and no other activity', async () => {
  const core = await temporal.startCore(
    answer({ event_type: 'ActivityStarted', activity_type: 'other' }, verdict('block', { reason: 'no' })),
  );
  const other = jest.fn();

  await withWorker(temporal, { core, activities: { work, other } }, async (run) => {
    expect((await run.execute(callAllAtOnce, { args: ['work', 'other', 'work'] })).application?.type).toBe(
      'GovernanceStop',
    );
    expect((await run.execute(callSequence, { args: ['work', 'work'] })).value).toEqual(['worked', 'worked']);
  });
  expect(other).not.toHaveBeenCalled();
});
