import { setTimeout as sleep } from 'node:timers/promises';
import { Context } from '@temporalio/activity';
import { createDeferred } from './harness/deferred';
import { json, verdict } from './harness/core-reply';
import { eventually } from './harness/eventually';
import { outcomeOf } from './harness/outcome';
import { answer } from './harness/scripted-core';
import { useTemporal } from './harness/test-temporal';
import { useWorker } from './harness/use-worker';
import { callIds, describeCancellation } from './workflows';
import type { Cancelled } from './workflows';

const temporal = useTemporal();
const activities = {
  async slow(): Promise<void> {
    for (;;) {
      await sleep(50, undefined, { signal: Context.current().cancellationSignal });
      if (!Context.current().info.isLocal) Context.current().heartbeat();
    }
  },
  async brief(ms: number): Promise<string> {
    await sleep(ms);
    return 'done';
  },
};
const governed = useWorker(temporal, { activities, hitlPollInterval: 50 });
const ungoverned = useWorker(temporal, { activities, enforcement: 'off' });
const ask = verdict('require_approval', { reason: 'a human must see this', approval_id: 'a-1' });
const asksForSlow = answer({ event_type: 'ActivityStarted', activity_type: 'slow' }, ask);

const kinds: readonly Cancelled[] = ['activity', 'local activity', 'child'];

describe.each(kinds)('what is cancelled reads as without governance: %s', (kind) => {
  test('while the verdict on the start is outstanding', async () => {
    const gate = createDeferred();
    governed.core.script = async (event) => {
      if (event.event_type === 'WorkflowStarted' && event.workflow_type === 'describeCancellation')
        await gate.promise;
      return undefined;
    };
    const plain = await ungoverned.run.execute(describeCancellation, { args: [kind, 0] });
    const handle = await governed.run.start(describeCancellation, { args: [kind, 0] });
    await eventually('Core is asked', () => governed.core.story.length > 0);
    await sleep(100);
    gate.resolve();
    expect((await outcomeOf(handle)).value).toEqual(plain.value);
  });
});

test.each(['TRY_CANCEL', 'WAIT_CANCELLATION_COMPLETED', 'ABANDON'] as const)(
  'an activity that is cancelled while its run waits in its place reads as without governance: %s',
  async (cancellationType) => {
    const args: Parameters<typeof describeCancellation> = ['activity', 600, { cancellationType }];
    const plain = await ungoverned.run.execute(describeCancellation, { args });
    governed.core.script = asksForSlow;
    const handle = await governed.run.start(describeCancellation, { args });
    await eventually('the run waits', () => governed.core.polls.length > 0);
    expect((await outcomeOf(handle)).value).toEqual(plain.value);
  },
);

test('a local activity that is cancelled while its run waits in its place reads as one that is cancelled', async () => {
  governed.core.script = asksForSlow;
  const handle = await governed.run.start(describeCancellation, { args: ['local activity', 600] });
  await eventually('the run waits', () => governed.core.polls.length > 0);
  expect((await outcomeOf(handle)).value).toMatchObject([
    { name: 'ActivityFailure', message: 'Local Activity cancelled', activityType: 'slow' },
    { name: 'CancelledFailure' },
  ]);
});

test('the id of a wait is none of the program', async () => {
  governed.core.script = answer({ event_type: 'ActivityStarted', activity_id: '1' }, ask);
  const ids = ['1', '2', '3', '4', '5', '6', '7', '8'];
  const handle = await governed.run.start(callIds, { args: [ids] });
  await eventually('the run waits', () => governed.core.polls.length > 0);
  governed.core.onApprovalPoll = () => json({ action: 'allow' });
  expect((await outcomeOf(handle)).value).toEqual(ids.map(() => 'done'));
});
