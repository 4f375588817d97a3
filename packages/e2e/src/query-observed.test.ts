import type { WorkflowHandle } from '@temporalio/client';
import { verdict } from './harness/core-reply';
import { eventually } from './harness/eventually';
import { outcomeOf } from './harness/outcome';
import { useTemporal } from './harness/test-temporal';
import { useWorker } from './harness/use-worker';
import { withWorker } from './harness/with-worker';
import { keepNotes } from './workflows';

const temporal = useTemporal();
const observed = useWorker(temporal, { observeQueries: true, skipSignals: ['unreported'] });

function queries(core: {
  readonly events: readonly { readonly metadata?: Readonly<Record<string, unknown>> }[];
}) {
  return core.events.filter((event) => event.metadata?.kind === 'query');
}

async function finish(handle: WorkflowHandle): Promise<void> {
  await handle.signal('finish');
  expect((await outcomeOf(handle)).status).toBe('completed');
}

test('a query is reported once, and answered whatever Core says', async () => {
  observed.core.script = (event) =>
    event.metadata?.kind === 'query' ? verdict('halt', { reason: 'do not look' }) : undefined;
  const handle = await observed.run.start(keepNotes);
  await handle.signal('note', 'milk');

  expect(await handle.query('notes', 'an argument')).toEqual(['start', 'milk']);
  await eventually('Core hears of it', () => queries(observed.core).length > 0);
  expect(queries(observed.core)).toMatchObject([
    {
      event_type: 'SignalReceived',
      workflow_id: handle.workflowId,
      run_id: handle.firstExecutionRunId,
      workflow_type: 'keepNotes',
      task_queue: observed.run.taskQueue,
      signal_name: 'notes',
      signal_args: ['an argument'],
      metadata: { kind: 'query' },
    },
  ]);
  await finish(handle);
});

test('nothing waits for Core, and nothing of it is in history', async () => {
  observed.core.script = (event) => (event.metadata?.kind === 'query' ? 'hang' : undefined);
  const handle = await observed.run.start(keepNotes);
  const before = (await handle.fetchHistory()).events?.length;
  expect(await handle.query('notes')).toEqual(['start']);
  expect(await handle.query('notes')).toEqual(['start']);
  await eventually('Core hears of both', () => queries(observed.core).length === 2);
  const kinds = (await handle.fetchHistory()).events ?? [];
  expect(kinds.filter((event) => event.markerRecordedEventAttributes)).toHaveLength(2);
  expect(before).toBeGreaterThan(0);
  await finish(handle);
});

test('queries of Temporal itself are not reported', async () => {
  const handle = await observed.run.start(keepNotes);
  await handle.query('__stack_trace');
  await handle.query('__temporal_workflow_metadata');
  await handle.query('notes');

  await eventually('Core hears of the last', () => queries(observed.core).length > 0);
  expect(queries(observed.core)).toMatchObject([{ signal_name: 'notes' }]);
  await finish(handle);
});

test('without the option, queries are nobody else’s business', async () => {
  const core = await temporal.startCore();
  await withWorker(temporal, { core }, async (run) => {
    const handle = await run.start(keepNotes);
    expect(await handle.query('notes')).toEqual(['start']);
    await finish(handle);
  });
  expect(queries(core)).toEqual([]);
});

test('an observed run says so with its queries; a skipped one is not reported', async () => {
  const core = await temporal.startCore();
  await withWorker(temporal, { core, observeQueries: true, enforcement: 'observe' }, async (run) => {
    const handle = await run.start(keepNotes);
    await handle.query('notes');
    await eventually('Core hears of it', () => queries(core).length > 0);
    await finish(handle);
  });
  expect(queries(core)).toMatchObject([{ metadata: { kind: 'query', enforcement: 'observe' } }]);

  const silent = await temporal.startCore();
  await withWorker(
    temporal,
    { core: silent, observeQueries: true, skipWorkflowTypes: ['keepNotes'] },
    async (run) => {
      const handle = await run.start(keepNotes);
      await handle.query('notes');
      await finish(handle);
    },
  );
  expect(silent.events).toEqual([]);
});
