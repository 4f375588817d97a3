import { setTimeout as sleep } from 'node:timers/promises';
import { Context, heartbeat } from '@temporalio/activity';
import { json, verdict } from './harness/core-reply';
import { outcomeOf } from './harness/outcome';
import { answer } from './harness/scripted-core';
import { useTemporal } from './harness/test-temporal';
import { useWorker } from './harness/use-worker';
import { readLastDetails } from './workflows';

const temporal = useTemporal();
let details: unknown;

/** Says how far it is, and then nothing more until it is cut off. */
async function stall(): Promise<void> {
  heartbeat(details);
  await sleep(60_000, undefined, { signal: Context.current().cancellationSignal });
}

const worker = useWorker(temporal, { activities: { stall }, hitlPollInterval: 50 });
const ask = verdict('require_approval', { reason: 'a human must see this', approval_id: 'a-1' });
const stalls = {
  startToCloseTimeout: '1 second',
  heartbeatTimeout: '30 seconds',
  retry: { maximumAttempts: 1 },
} as const;

test.each([
  ['a text', 'page 3', { kind: 'string', details: 'page 3' }],
  ['bytes', new Uint8Array([1, 2, 255]), { kind: 'bytes', details: '1,2,255' }],
  ['none', undefined, { kind: 'undefined', details: 'undefined' }],
])(
  'of an activity that times out after its approval, a workflow sees its own last heartbeat: %s',
  async (_name, left, seen) => {
    details = left;
    worker.core.script = answer({ event_type: 'ActivityStarted' }, ask);
    worker.core.onApprovalPoll = () => json({ id: 'a-1', action: 'allow' });
    const handle = await worker.run.start(readLastDetails, { args: ['stall', stalls] });
    expect((await outcomeOf(handle)).value).toEqual(seen);
  },
);
