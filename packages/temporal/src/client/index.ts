export { createSessionInterceptor } from './session-interceptor';
export { nudge } from './nudge';
export { pendingApprovals } from './pending-approvals';
export type { ApprovalTarget } from './pending-approvals';
export type { PendingApproval } from './pending-approval';
