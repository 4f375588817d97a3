/** What Workflow code may import: nothing here needs more than the isolate has. */
export { getGovernanceFailure } from '@openbox/core-client/contract';
export type { GovernanceFailure } from '@openbox/core-client/contract';
export { refusalAsToolResult } from '../common/agents/refusal-as-tool-result';
