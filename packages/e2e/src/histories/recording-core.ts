import { json, verdict } from '../harness/core-reply';
import { ScriptedCore } from '../harness/scripted-core';
import type { Scenario } from './scenario';

/** Questions that a human leaves open before the answer. */
const UNDECIDED_POLLS = 2;

/** A Core that answers each Workflow by its scenario, which its id names. */
export async function startRecordingCore(scenarios: readonly Scenario[]): Promise<ScriptedCore> {
  const byName = new Map(scenarios.map((scenario) => [scenario.name, scenario]));
  const scenarioOf = (workflowId: string): Scenario | undefined => byName.get(workflowId.split('/')[1] ?? '');
  const polled = new Map<string, number>();

  const core = await ScriptedCore.start((event) => {
    const { verdicts } = scenarioOf(event.workflow_id) ?? {};
    const name = event.activity_type ?? event.signal_name ?? '';
    const said = verdicts?.[`${event.event_type} ${name}`] ?? verdicts?.[event.event_type];
    return said === undefined ? undefined : verdict(said, { reason: 'as the scenario says' });
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
