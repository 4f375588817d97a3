export { createOpenBoxWorker } from './worker/create-openbox-worker';
export type { OpenBoxWorkerOptions } from './worker/create-openbox-worker';
export { OpenBoxPlugin } from './worker/openbox-plugin';
export type { EnforcementMode, OpenBoxOptions, VerdictCallback } from './worker/openbox-options';
export type { CaptureOptions } from './worker/capture-options';
export type { ErrorTypes } from './common/refusal';
export type {
  ActivityCall,
  ActivityDescription,
  DescribeActivity,
  ModelDescription,
  ToolDescription,
} from './common/agents/activity-description';
export { refusalAsToolResult } from './common/agents/refusal-as-tool-result';

// Composition by hand, one part at a time.
export { createActivityInterceptor } from './worker/activity-interceptor';
export type { ActivityInterceptorOptions } from './worker/activity-interceptor';
export { createNexusInterceptor } from './worker/nexus-interceptor';
export type { NexusInterceptorOptions } from './worker/nexus-interceptor';
export { createGovernanceActivities } from './worker/governance-activities';
export type { GovernanceActivities, GovernanceActivitiesOptions } from './worker/governance-activities';
export { resolveGovernanceConfig } from './worker/governance-config';
export type { GovernanceConfig, GovernanceOptions } from './worker/governance-config';
export { GOVERNANCE_ACTIVITY, GOVERNANCE_PATCH_ID } from './common/governance-activity';

export { getGovernanceFailure } from '@openbox/core-client/contract';
export type { GovernanceFailure } from '@openbox/core-client/contract';
