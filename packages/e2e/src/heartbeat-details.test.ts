import { createRequire } from 'node:module';
import { traced } from '@openbox/tracing';
import { activityInfo, heartbeat } from '@temporalio/activity';
import { Client } from '@temporalio/client';
import { json, verdict } from './harness/core-reply';
import { FLIPPING_CODEC } from './harness/flipping-codec';
import { outcomeOf } from './harness/outcome';
import type { Outcome } from './harness/outcome';
import type { ScriptedCore } from './harness/scripted-core';
import { useTemporal } from './harness/test-temporal';
import { useWorker } from './harness/use-worker';
import { WORKFLOWS_PATH } from './harness/workflow-bundles';
import { uniqueName } from './harness/worker-run';
import { callActivity } from './workflows';

const temporal = useTemporal();
const payloadConverterPath = createRequire(__filename).resolve('./workflows/map-converter.ts');
const risky = traced('risky', async () => Promise.resolve('done'));
const seen: unknown[] = [];
let details: unknown;

const activities = {
  /** Says how far it is around what may need approval, and fails after that as often as it is told to. */
  async operate(hiccups: number): Promise<void> {
    seen.push(activityInfo().heartbeatDetails);
    heartbeat(details);
    await risky();
    heartbeat(details);
    if (seen.length <= 1 + hiccups) throw new Error('a hiccup');
  },
  /** Says how far it is, and fails once. */
  async begin(): Promise<void> {
    seen.push(activityInfo().heartbeatDetails);
    heartbeat(details);
    if (seen.length <= 1) throw new Error('a hiccup');
    return Promise.resolve();
  },
};
const ask = verdict('require_approval', { reason: 'a human must see this', approval_id: 'a-1' });
const limited = (maximumAttempts: number) => ({ retry: { maximumAttempts, initialInterval: 50 } });

beforeEach(() => void seen.splice(0));

function approveSoon(core: ScriptedCore): void {
  core.onApprovalPoll = () =>
    json({ id: 'a-1', action: core.polls.length < 3 ? 'require_approval' : 'allow' });
}

const own = { payloadConverterPath };
const coded = { payloadCodecs: [FLIPPING_CODEC] };

describe.each([
  ['bytes', new Uint8Array([0, 255, 128]), {}],
  ['bytes, with a codec', new Uint8Array([0, 255, 128]), coded],
  ['a value of an own converter', new Map([['page', 3]]), own],
  ['a value of an own converter, with a codec', new Map([['page', 3]]), { ...own, ...coded }],
  ['nothing', null, {}],
  ['plain data', { page: 3 }, {}],
])('heartbeat details: %s', (_name, value, dataConverter) => {
  const worker = useWorker(temporal, {
    activities,
    dataConverter,
    hitlPollInterval: 50,
    operationGovernance: true,
    ...('payloadConverterPath' in dataConverter && { workflowsPath: WORKFLOWS_PATH }),
  });

  async function execute(...args: unknown[]): Promise<Outcome> {
    const { connection, namespace } = temporal;
    const handle = await new Client({ connection, namespace, dataConverter }).workflow.start(callActivity, {
      taskQueue: worker.run.taskQueue,
      workflowId: uniqueName('heartbeat'),
      args: args as Parameters<typeof callActivity>,
    });
    worker.run.watch(handle);
    return outcomeOf(handle);
  }

  test.each([
    ['by its retries', 1, {}],
    ['by its run', 0, limited(1)],
    ['by its run, and is tried again', 1, limited(3)],
  ])('survive an operation that waits %s', async (_how, hiccups, options) => {
    details = value;
    worker.core.script = (event) => (event.hook_trigger === true ? ask : undefined);
    approveSoon(worker.core);

    expect((await execute('operate', [hiccups], options)).status).toBe('completed');
    expect(seen).toEqual([undefined, value, ...Array<unknown>(hiccups).fill(value)]);
  });

  test.each([
    ['by its retries', {}],
    ['by its run', limited(3)],
  ])('survive an input that waits %s', async (_how, options) => {
    details = value;
    worker.core.script = (event) =>
      event.event_type === 'ActivityStarted' && seen.length === 1 ? ask : undefined;
    approveSoon(worker.core);

    expect((await execute('begin', [], options)).status).toBe('completed');
    expect(seen).toEqual([undefined, value]);
  });
});
