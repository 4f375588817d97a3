import { NativeConnection } from '@temporalio/worker';
import { verdict } from './harness/core-reply';
import { EnvironmentName, requireEnvironment } from './harness/environment-names';
import { eventually } from './harness/eventually';
import { outcomeOf } from './harness/outcome';
import { answer } from './harness/scripted-core';
import { TerminationProxy } from './harness/termination-proxy';
import { useTemporal } from './harness/test-temporal';
import { withWorker } from './harness/with-worker';
import { uniqueName } from './harness/worker-run';
import { actOnEveryNote, callActivity, keepNotes } from './workflows';

const temporal = useTemporal();
const halt = verdict('halt', { reason: 'stop it all' });

// covers: W23
test.each([
  ['an activity', callActivity, { event_type: 'ActivityStarted' }],
  ['the start', callActivity, { event_type: 'WorkflowStarted' }],
  ['a signal', actOnEveryNote, { event_type: 'SignalReceived' }],
] as const)('a halt of %s, under way while a later run takes the id, leaves that alone', async (...row) => {
  const [, workflow, fields] = row;
  const address = requireEnvironment(EnvironmentName.ADDRESS);
  const proxy = await TerminationProxy.start(address, 'delayed');
  const connection = await NativeConnection.connect({ address: proxy.address });
  const core = await temporal.startCore(answer(fields, halt));
  const work = jest.fn(() => Promise.resolve('worked'));
  const workflowId = uniqueName('again');

  await withWorker(temporal, { core, connection, activities: { work } }, async (run) => {
    const first = await run.start(workflow, { workflowId, args: workflow === callActivity ? ['work'] : [] });
    if (workflow === actOnEveryNote) await first.signal('note', 'psst');
    await eventually('it is about to be terminated', () => proxy.asked.length > 0);

    core.reset();
    const replacing = { workflowId, workflowIdConflictPolicy: 'TERMINATE_EXISTING' } as const;
    const second = await run.start(keepNotes, replacing);
    proxy.release();
    await eventually('the terminations are answered', () => proxy.answered === proxy.asked.length);
    await second.signal('finish');

    expect((await outcomeOf(second)).value).toEqual(['start']);
    expect(second.firstExecutionRunId).not.toBe(first.firstExecutionRunId);
    expect((await outcomeOf(first)).status).toBe('terminated');
  });
  await connection.close();
  proxy.close();
  expect(work).not.toHaveBeenCalled();
});

// covers: W23
test('a run that takes the id of a halted one is not ended by that halt', async () => {
  const core = await temporal.startCore(answer({ event_type: 'ActivityStarted' }, halt));
  const workflowId = uniqueName('again');
  const work = jest.fn(() => Promise.resolve('worked'));

  await withWorker(temporal, { core, activities: { work } }, async (run) => {
    const options = { workflowId, args: ['work'] };
    expect((await run.execute(callActivity, options)).status).toBe('terminated');
    core.reset();
    expect((await run.execute(callActivity, options)).value).toBe('worked');
  });
  expect(work).toHaveBeenCalledTimes(1);
});
