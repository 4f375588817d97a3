import { CancellationScope, proxyLocalActivities } from '@temporalio/workflow';
import type {
  GOVERNANCE_ACTIVITY,
  GovernanceActivityInput,
  GovernanceActivityResult,
  RunSettings,
} from '../common/governance-activity';

/** The governance activity, as workflow code calls it. */
export type GovernanceActivities = Record<
  typeof GOVERNANCE_ACTIVITY,
  (input: GovernanceActivityInput) => Promise<GovernanceActivityResult>
>;

/**
 * Bound on the governance activity of a run's first event, whose worker's settings are not known yet. A backstop only:
 * the activity itself keeps to `governanceTimeout`.
 */
const FIRST_EVENT_TIMEOUT_MS = 600_000;
/** Time the governance activity gets beyond `governanceTimeout` to apply the API-error policy (the specification's 5 s). */
const TIMEOUT_MARGIN_MS = 5_000;

/** Ask about one event. A local activity: one history event, and no queue between the run and its verdict. */
export function callGovernance(
  input: GovernanceActivityInput,
  settings: RunSettings | undefined,
): Promise<GovernanceActivityResult> {
  const activities = proxyLocalActivities<GovernanceActivities>({
    startToCloseTimeout:
      settings === undefined ? FIRST_EVENT_TIMEOUT_MS : settings.governanceTimeoutMs + TIMEOUT_MARGIN_MS,
    retry: { maximumAttempts: 3, initialInterval: 500 },
  });
  return CancellationScope.nonCancellable(() => activities.send_governance_event(input));
}

/**
 * Make Temporal retry the workflow task: what went wrong (such as a worker that lacks the governance activity) is a
 * mistake of the deployment and must not end the run.
 */
export function failWorkflowTask(error: unknown): Promise<never> {
  void Promise.reject(error instanceof Error ? error : new Error(String(error)));
  return new Promise(() => undefined);
}
