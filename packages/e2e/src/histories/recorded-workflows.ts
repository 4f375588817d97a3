/**
 * The Workflows of the recorded histories. What is here must stay as it is: a history replays only against the code that
 * made it. For something new, add another Workflow.
 */
import {
  ApplicationFailure,
  CancellationScope,
  condition,
  continueAsNew,
  createNexusServiceClient,
  defineSignal,
  defineUpdate,
  executeChild,
  getExternalWorkflowHandle,
  isCancellation,
  proxyActivities,
  proxyLocalActivities,
  setHandler,
  sleep,
  startChild,
  workflowInfo,
} from '@temporalio/workflow';
import { office, officeEndpoint } from './office';

interface Activities {
  work(text?: string): Promise<string>;
  publish(text?: string): Promise<string>;
}

const retry = { initialInterval: 20, maximumInterval: 50 } as const;
const { work, publish } = proxyActivities<Activities>({ startToCloseTimeout: '30 seconds', retry });
const once = proxyActivities<Activities>({
  startToCloseTimeout: '30 seconds',
  retry: { maximumAttempts: 1 },
});
const local = proxyLocalActivities<Activities>({ startToCloseTimeout: '30 seconds', retry });

const note = defineSignal<[string]>('note');
const finish = defineSignal('finish');
const propose = defineUpdate<string, [string]>('propose');

export async function oneActivity(): Promise<string> {
  return work('one');
}

/** An Activity that Temporal may not try twice. */
export async function oneAttempt(): Promise<string> {
  return once.publish('one');
}

export async function parallelActivities(): Promise<string[]> {
  return Promise.all([work('a'), work('b'), once.publish('c'), sleep(20).then(() => work('d'))]);
}

export async function localActivities(): Promise<string[]> {
  const first = await local.work('local');
  const both = await Promise.all([local.work('local too'), work('remote')]);
  return [first, ...both];
}

export async function timers(): Promise<string> {
  await sleep(30);
  const result = await work('between');
  await Promise.race([sleep(20), sleep('1 hour')]);
  return result;
}

export async function sleepForLong(): Promise<string> {
  await work('before');
  await sleep('1 hour');
  return work('after');
}

/** Works on each note, in order, until it is told to finish. */
export async function takeNotes(): Promise<string[]> {
  const waiting: string[] = [];
  const taken: string[] = [];
  let done = false;
  setHandler(note, (text) => void waiting.push(text));
  setHandler(finish, () => {
    done = true;
  });
  for (;;) {
    await condition(() => done || waiting.length > 0);
    const text = waiting.shift();
    if (text === undefined) return taken;
    taken.push(await work(text));
  }
}

/** Works within its update handler, until it is told to finish. */
export async function takeProposals(): Promise<number> {
  let taken = 0;
  let done = false;
  setHandler(
    propose,
    async (text) => {
      taken += 1;
      return work(text);
    },
    {
      validator: (text) => {
        if (text === '') throw new Error('nothing is proposed');
      },
    },
  );
  setHandler(finish, () => {
    done = true;
  });
  await condition(() => done);
  return taken;
}

export async function withChild(): Promise<string> {
  return executeChild(oneActivity, { workflowId: `${workflowInfo().workflowId}/child` });
}

/** Signals its child, and ends it so. */
export async function withSignalledChild(): Promise<unknown> {
  const child = await startChild(takeNotes, { workflowId: `${workflowInfo().workflowId}/child` });
  await child.signal(note, 'from the parent');
  await getExternalWorkflowHandle(child.workflowId).signal(finish);
  return child.result();
}

export async function continueTwice(run = 1): Promise<string> {
  const result = await work(String(run));
  if (run < 3) await continueAsNew<typeof continueTwice>(run + 1);
  return result;
}

/** Continues as new when it has a note; the next run ends. */
export async function continueWithNote(text?: string): Promise<string> {
  if (text !== undefined) return work(text);
  let noted: string | undefined;
  setHandler(note, (given) => {
    noted = given;
  });
  await condition(() => noted !== undefined);
  return continueAsNew<typeof continueWithNote>(noted);
}

/** Waits to be cancelled, cleans up, and says that it was cancelled. */
export async function cleanUp(): Promise<void> {
  try {
    await work('begun');
    await sleep('1 hour');
  } catch (error) {
    if (isCancellation(error)) await CancellationScope.nonCancellable(() => publish('cleaned up'));
    throw error;
  }
}

export async function failAfterWork(): Promise<never> {
  await work('in vain');
  throw ApplicationFailure.nonRetryable('it cannot be done', 'Impossible');
}

/** Goes on after an Activity that fails. */
export async function goOnWithout(): Promise<string> {
  const missing = await publish('maybe').catch(() => 'nothing published');
  return `${missing}, ${await work('anyway')}`;
}

/** Leaves an Activity and a child behind. */
export async function leaveBehind(): Promise<string> {
  void work('left behind').catch(() => undefined);
  void startChild(oneActivity, {
    workflowId: `${workflowInfo().workflowId}/child`,
    parentClosePolicy: 'ABANDON',
  }).catch(() => undefined);
  await sleep(20);
  return 'left';
}

/** An Activity whose scope is cancelled before its end. */
export async function giveUp(): Promise<string> {
  const scope = new CancellationScope();
  const working = scope.run(() => publish('given up'));
  await sleep(10);
  scope.cancel();
  const result = await working.catch((error: unknown) => (isCancellation(error) ? 'cancelled' : 'failed'));
  await work(result);
  return result;
}

/** Has the office stamp something, through Nexus. Its Workflow id begins with the office's task queue. */
export async function askOffice(): Promise<string> {
  const [taskQueue = ''] = workflowInfo().workflowId.split('/');
  const client = createNexusServiceClient({ endpoint: officeEndpoint(taskQueue), service: office });
  const stamped = await client.executeOperation('stamp', 'form', { scheduleToCloseTimeout: '30 seconds' });
  return work(stamped);
}

/** Works where it runs: its Worker may take no Activities off the queue. */
export async function localOnly(): Promise<string[]> {
  return [await local.work('here'), await local.work('here too')];
}
