import * as v from 'valibot';

/** What is wrong with a body, field by field, without any of its values: for the `message` of a 400. */
export function describeIssues(issues: readonly v.BaseIssue<unknown>[]): string {
  return issues
    .slice(0, 5)
    .map((issue) => `${v.getDotPath(issue) ?? 'body'}: ${withoutReceived(issue)}`)
    .join('; ');
}

// valibot's own messages end with what was received; ours have no such part.
function withoutReceived(issue: v.BaseIssue<unknown>): string {
  return issue.message.replace(/ but received .*$/s, '');
}
