import { randomUUID } from 'node:crypto';
import type { WorkflowHandle } from '@temporalio/client';
import { Client, WorkflowFailedError } from '@temporalio/client';
import { eventually } from '../harness/eventually';
import { fetchRuns } from '../harness/fetch-runs';
import type { History } from '../harness/history';
import { registerStatusAttribute } from '../harness/status-attribute';
import { terminateIfOpen } from '../harness/terminate-if-open';
import type { RecordedConfiguration } from './configurations';
import type { HistoryBundles, HistoryServer } from './history-workers';
import { createHistoryWorker } from './history-workers';
import { officeEndpoint } from './office';
import { startRecordingCore } from './recording-core';
import type { Scenario, Step } from './scenario';
import { isLong } from './scenario';
import { scenariosOf } from './scenarios';

/** One recorded run; a scenario with a child or with several runs has several of them. */
export interface RecordedHistory {
  readonly name: string;
  readonly history: History;
}

/** Runs the scenarios on two Workers, of which the second takes over from the first, and fetches the histories. */
export async function recordHistories(
  server: HistoryServer,
  bundles: HistoryBundles,
  { first, second, extent }: RecordedConfiguration,
): Promise<RecordedHistory[]> {
  const scenarios = scenariosOf(extent);
  const { connection, namespace = 'default' } = server;
  const client = new Client({ connection, namespace, identity: 'recorder' });
  const run = randomUUID();
  const target = { worker: { namespace, taskQueue: run } };
  await connection.operatorService.createNexusEndpoint({ spec: { name: officeEndpoint(run), target } });
  await registerStatusAttribute(connection, namespace);
  const core = await startRecordingCore(scenarios);
  try {
    const before = await createHistoryWorker(server, bundles, core, run, first);
    const begun = await before.runUntil(() =>
      Promise.all(scenarios.map(async (scenario) => [scenario, await begin(client, run, scenario)] as const)),
    );
    const after = await createHistoryWorker(server, bundles, core, run, second);
    await after.runUntil(() => Promise.all(begun.map(([scenario, handle]) => end(scenario, handle))));
    const recorded = await Promise.all(
      begun.map(([{ name, child }, { workflowId }]) => fetchNamed(client, name, workflowId, child === true)),
    );
    await Promise.all(begun.map(([, handle]) => terminateIfOpen(handle)));
    return recorded.flat();
  } finally {
    await core.close();
  }
}

async function begin(client: Client, taskQueue: string, scenario: Scenario): Promise<WorkflowHandle> {
  const options = { taskQueue, workflowId: `${taskQueue}/${scenario.name}`, args: [] };
  const { signalWithStart } = scenario;
  const handle: WorkflowHandle =
    signalWithStart === undefined
      ? await client.workflow.start(scenario.workflow, options)
      : await client.workflow.signalWithStart(scenario.workflow, {
          ...options,
          signal: signalWithStart[0],
          signalArgs: [signalWithStart[1]],
        });
  // By its id alone the handle follows the Workflow into its next runs.
  const following = client.workflow.getHandle(handle.workflowId);
  await atRest(scenario, following);
  for (const step of scenario.first ?? []) await take(step, following);
  if (isLong(scenario)) await atRest(scenario, following);
  else await endOf(scenario, following);
  return following;
}

async function end(scenario: Scenario, handle: WorkflowHandle): Promise<void> {
  for (const step of scenario.then ?? []) await take(step, handle);
  if (scenario.open === true) await atRest(scenario, handle);
  else await endOf(scenario, handle);
}

async function take(step: Step, handle: WorkflowHandle): Promise<void> {
  // A Workflow that a verdict has ended takes nothing more, and what it is told is refused.
  if ((await handle.describe()).status.name !== 'RUNNING') return;
  const done =
    step[0] === 'cancel'
      ? handle.cancel()
      : step[0] === 'signal'
        ? handle.signal(step[1], ...step.slice(2))
        : handle.executeUpdate(step[1], { args: [step[2]] });
  await done.catch(ignore);
}

async function endOf({ name }: Scenario, handle: WorkflowHandle): Promise<void> {
  await eventually(`${name} ends`, async () => (await handle.describe()).status.name !== 'RUNNING', 60_000);
  await handle.result().catch((error: unknown) => {
    if (!(error instanceof WorkflowFailedError)) throw error;
  });
}

/** The Workflow has ended, or has done a task and waits for the next one. */
async function atRest({ name }: Scenario, handle: WorkflowHandle): Promise<void> {
  await eventually(
    `${name} is at rest`,
    async () => {
      const { status, raw } = await handle.describe();
      if (status.name !== 'RUNNING') return true;
      const { events } = await handle.fetchHistory();
      const begun = events?.some((event) => event.workflowTaskCompletedEventAttributes != null) === true;
      return begun && raw.pendingWorkflowTask == null;
    },
    60_000,
  );
}

async function fetchNamed(
  client: Client,
  name: string,
  workflowId: string,
  child: boolean,
): Promise<RecordedHistory[]> {
  const recorded: RecordedHistory[] = (await fetchRuns(client, workflowId)).map((history, index) => ({
    name: index === 0 ? name : `${name}-run-${String(index + 1)}`,
    history,
  }));
  if (!child) return recorded;
  const handle = client.workflow.getHandle(`${workflowId}/child`);
  // A verdict may have kept the parent from starting it.
  const history = await handle.fetchHistory().catch(() => undefined);
  return history === undefined ? recorded : [...recorded, { name: `${name}-child`, history }];
}

function ignore(): void {
  // The scenario goes on.
}
