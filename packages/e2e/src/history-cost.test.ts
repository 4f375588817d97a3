import { Worker } from '@temporalio/worker';
import { EnvironmentName, requireEnvironment } from './harness/environment-names';
import { kindsOf, textOf } from './harness/history';
import type { HistoryEvent } from './harness/history';
import { outcomeOf } from './harness/outcome';
import { useTemporal } from './harness/test-temporal';
import { runWorker, withWorker } from './harness/with-worker';
import { uniqueName } from './harness/worker-run';
import type { WorkerRun } from './harness/worker-run';
import { callActivity } from './workflows';

const temporal = useTemporal();
const activities = { work: (text: string) => Promise.resolve(`worked on ${text}`) };

async function record(run: WorkerRun): Promise<HistoryEvent[]> {
  const handle = await run.start(callActivity, { args: ['work', ['payload-of-the-user']] });
  await outcomeOf(handle);
  return (await handle.fetchHistory()).events ?? [];
}

// covers: 69, 82, W13, W41
test('one workflow with one activity costs at most four events, which hold no key, no URL and no payload', async () => {
  const core = await temporal.startCore();
  const plain = await Worker.create({
    connection: temporal.nativeConnection,
    namespace: temporal.namespace,
    taskQueue: uniqueName('queue'),
    workflowBundle: { codePath: requireEnvironment(EnvironmentName.PLAIN_BUNDLE) },
    activities,
  });
  const ungoverned = await runWorker(temporal, plain, record);
  const governed = await withWorker(temporal, { core, activities }, record);

  const added = governed.filter(
    (event) => event.markerRecordedEventAttributes ?? event.upsertWorkflowSearchAttributesEventAttributes,
  );
  process.stdout.write(
    `history of one workflow with one activity: ${String(ungoverned.length)} events ungoverned, ` +
      `${String(governed.length)} governed (added: ${kindsOf({ events: added }).join(', ')})\n`,
  );
  expect(governed.length - ungoverned.length).toBeLessThanOrEqual(4);
  expect(governed.length - ungoverned.length).toBe(added.length);

  const all = textOf(governed);
  expect(all).toContain('payload-of-the-user');
  for (const secret of [core.apiKey, core.url, new URL(core.url).host]) expect(all).not.toContain(secret);
  expect(textOf(added)).not.toContain('payload-of-the-user');
});
