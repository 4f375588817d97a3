import type { OpenBoxOptions } from '@openbox/temporal';
import { OpenBoxPlugin } from '@openbox/temporal';
import { Worker } from '@temporalio/worker';
import type { HistoryBundles } from './history-workers';
import type { History } from '../harness/history';
import type { RecordedHistory } from './record-histories';

/**
 * Replays histories under the current build.
 *
 * @param options - of the plugin; `undefined` to replay without us
 * @returns what went wrong, by the name of the history: nothing where all is well
 */
export async function replayHistories(
  bundles: HistoryBundles,
  histories: readonly RecordedHistory[],
  options: OpenBoxOptions | undefined,
): Promise<string[]> {
  const names = new Map(
    histories.map(({ name, history }) => [startOf(history).originalExecutionRunId, name]),
  );
  const replayed = Worker.runReplayHistories(
    options === undefined
      ? { workflowBundle: bundles.plain }
      : { workflowBundle: bundles.governed, plugins: [new OpenBoxPlugin(options)] },
    histories.map(({ history }) => ({ workflowId: startOf(history).workflowId ?? '', history })),
  );
  const wrong: string[] = [];
  let count = 0;
  for await (const { runId, error } of replayed) {
    count += 1;
    if (error !== undefined) wrong.push(`${names.get(runId) ?? runId}: ${error.message}`);
  }
  if (count !== histories.length) wrong.push(`${String(count)} of ${String(histories.length)} were replayed`);
  return wrong;
}

function startOf(history: History): { workflowId?: string | null; originalExecutionRunId?: string | null } {
  return history.events?.[0]?.workflowExecutionStartedEventAttributes ?? {};
}
