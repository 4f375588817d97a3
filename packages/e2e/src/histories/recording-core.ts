import { setTimeout as pause } from 'node:timers/promises';
import { json, verdict } from '../harness/core-reply';
import { ScriptedCore } from '../harness/scripted-core';
import type { Scenario } from './scenario';

/** Questions that a human leaves open before the answer. */
const UNDECIDED_POLLS = 2;

/** Longer than the four seconds for which a Workflow Task is held for a verdict on an update. */
const SLOW_MS = 6_000;

/** A Core that answers each Workflow by its scenario, which its id names. */
export async function startRecordingCore(scenarios: readonly Scenario[]): Promise<ScriptedCore> {
  const byName = new Map(scenarios.map((scenario) => [scenario.name, scenario]));
  const scenarioOf = (workflowId: string): Scenario | undefined => byName.get(workflowId.split('/')[1] ?? '');
  const polled = new Map<string, number>();
  const runs = new Map<string, string[]>();
  /** How many runs of the same Workflow came before. */
  const earlierRuns = (workflowId: string, runId: string): number => {
    const known = runs.get(workflowId) ?? [];
    if (!known.includes(runId)) runs.set(workflowId, [...known, runId]);
    return known.includes(runId) ? known.indexOf(runId) : known.length;
  };

  const core = await ScriptedCore.start(async (event) => {
    const { verdicts, patchedRuns, slow } = scenarioOf(event.workflow_id) ?? {};
    const what = `${event.event_type} ${event.activity_type ?? event.signal_name ?? ''}`;
    if (what === slow) await pause(SLOW_MS);
    const said = verdicts?.[what] ?? verdicts?.[event.event_type];
    const patched = patchedRuns !== undefined;
    const allowed = patched && earlierRuns(event.workflow_id, event.run_id) >= patchedRuns;
    if (said === undefined || allowed) return undefined;
    return verdict(said, { reason: 'as the scenario says', ...(patched && { patch: { new_input: null } }) });
  });
  core.onApprovalPoll = (poll) => {
    const { human = 'allow' } = scenarioOf(poll.workflow_id) ?? {};
    const what = `${poll.workflow_id} ${poll.activity_id}`;
    const count = (polled.get(what) ?? 0) + 1;
    polled.set(what, count);
    const decided = human !== 'pending' && count > UNDECIDED_POLLS;
    return json({ id: 'approval', action: decided ? human : 'require_approval', reason: 'so be it' });
  };
  return core;
}
