import type { ApprovalWait } from '../common/governance-activity';

/** The link to a decision: a template whose `{approvalId}`, `{workflowId}`, `{runId}` and `{activityId}` are filled in. */
export function approvalLink(template: string, { approvalId, key }: ApprovalWait): string {
  const values: Readonly<Record<string, string>> = { ...key, approvalId: approvalId ?? key.activityId };
  return template.replaceAll(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    return value === undefined ? whole : encodeURIComponent(value);
  });
}
