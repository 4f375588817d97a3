/** What a link to a decision can name. */
export interface LinkTarget {
  readonly workflowId: string;
  readonly runId: string;
  readonly activityId: string;
  readonly approvalId: string;
}

/** The link to a decision: a template whose `{approvalId}`, `{workflowId}`, `{runId}` and `{activityId}` are filled in. */
export function approvalLink(template: string, target: LinkTarget): string {
  const values: Readonly<Record<string, string>> = { ...target };
  return template.replaceAll(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    return value === undefined ? whole : encodeURIComponent(value);
  });
}
