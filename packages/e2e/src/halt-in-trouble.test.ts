import { NativeConnection } from '@temporalio/worker';
import { verdict } from './harness/core-reply';
import { EnvironmentName, requireEnvironment } from './harness/environment-names';
import { eventually } from './harness/eventually';
import type { Outcome } from './harness/outcome';
import { outcomeOf } from './harness/outcome';
import { TerminationProxy } from './harness/termination-proxy';
import type { TerminationFate } from './harness/termination-proxy';
import { useTemporal } from './harness/test-temporal';
import { withWorker } from './harness/with-worker';
import { useWorkerProcesses } from './harness/worker-process';
import type { WorkflowReference } from './harness/worker-run';
import { uniqueName } from './harness/worker-run';
import {
  actOnEveryNote,
  callActivity,
  callInSpiteOf,
  callInSpiteOfLocal,
  keepNotes,
  returnOnNote,
  shrugOff,
  sleepFor,
} from './workflows';

const temporal = useTemporal();
const startWorker = useWorkerProcesses();
const halt = verdict('halt', { reason: 'stop it all' });

jest.setTimeout(90_000);

async function startProxy(fate: TerminationFate): Promise<TerminationProxy> {
  const proxy = await TerminationProxy.start(requireEnvironment(EnvironmentName.ADDRESS), fate);
  temporal.onClose(async () => {
    proxy.close();
  });
  return proxy;
}

/** Runs that are halted, each by another event, by their ids. */
const halted: Record<string, readonly [WorkflowReference, unknown[]]> = {
  start: [sleepFor, [3_600_000]],
  'acts-after-activity': [callInSpiteOf, ['work', 'other']],
  'acts-after-local-activity': [callInSpiteOfLocal, ['work']],
  'acts-after-signal': [actOnEveryNote, []],
  'idle-after-signal': [keepNotes, []],
  'ends-after-signal': [returnOnNote, []],
  'ends-after-activity': [shrugOff, ['activity']],
  'ends-after-local-activity': [shrugOff, ['localActivity']],
};
function haltedEvent(name: string): string {
  if (name === 'start') return 'WorkflowStarted';
  return name.includes('signal') ? 'SignalReceived' : 'ActivityStarted';
}
const names = Object.keys(halted);
const isAsked = (proxy: TerminationProxy) => (name: string) =>
  proxy.asked.some((request) => request.includes(`${name}/`));

async function startHalted(taskQueue: string, name: string): Promise<Outcome> {
  const [workflow, args] = halted[name] ?? [callActivity, []];
  const options = { taskQueue, workflowId: `${name}/${taskQueue}`, workflowTaskTimeout: '1s', args } as const;
  const type = typeof workflow === 'string' ? workflow : workflow.name;
  if (!name.includes('signal')) return outcomeOf(await temporal.client.workflow.start(type, options));
  const signal = { signal: 'note', signalArgs: ['psst'] };
  return outcomeOf(await temporal.client.workflow.signalWithStart(type, { ...options, ...signal }));
}

// covers: 77
test('a run that Temporal will not terminate fails instead, and nothing of it goes on', async () => {
  const proxy = await startProxy('refused');
  const connection = await NativeConnection.connect({ address: proxy.address });
  const core = await temporal.startCore((event) =>
    haltedEvent(event.workflow_id.split('/')[0] ?? '') === event.event_type && event.activity_type !== 'other'
      ? halt
      : undefined,
  );
  const work = jest.fn(() => Promise.resolve('worked'));
  const options = { core, connection, activities: { work, other: work } };

  const outcomes = await withWorker(temporal, options, (run) =>
    Promise.all(names.map((name) => startHalted(run.taskQueue, name))),
  );
  await connection.close();

  expect(names.filter(isAsked(proxy))).toEqual(names);
  expect(outcomes.map(({ status, application }) => [status, application?.type])).toEqual(
    outcomes.map(() => ['failed', 'GovernanceStop']),
  );
  expect(work).not.toHaveBeenCalled();
  expect(
    temporal.log.linesWith('Could not terminate the run after a governance halt').length,
  ).toBeGreaterThan(3);
});

// covers: 62
test('a run whose worker dies right after a halt is terminated by the next one', async () => {
  const proxy = await startProxy('held');
  const taskQueue = uniqueName('queue');
  const dead = { done: false };
  const core = await temporal.startCore((event) => {
    const name = event.workflow_id.split('/')[0] ?? '';
    // What a run knows of itself it must not have to ask for again; an activity that is tried again has to ask.
    const again = dead.done && event.event_type !== 'ActivityStarted';
    return haltedEvent(name) === event.event_type && !again ? halt : undefined;
  });
  const first = await startWorker({ core, taskQueue, address: proxy.address });
  const outcomes = Promise.all(names.map((name) => startHalted(taskQueue, name)));
  await eventually('each of them is about to be terminated', () => names.every(isAsked(proxy)), 30_000);
  await first.end('SIGKILL');
  dead.done = true;

  const second = await startWorker({ core, taskQueue });

  expect((await outcomes).map(({ status }) => status)).toEqual(names.map(() => 'terminated'));
  expect([first.bodies, second.bodies]).toEqual([0, 0]);
});
