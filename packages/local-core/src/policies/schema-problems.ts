import type * as v from 'valibot';
import { closestName } from '../closest-name';
import type { PolicyProblem } from './policy-problem';
import type { PolicySource } from './policy-source';

type Issue = v.BaseIssue<unknown>;

/** The mistakes that the schema found, each at its place in the file. */
export function schemaProblems(
  source: PolicySource,
  content: unknown,
  issues: readonly Issue[],
): PolicyProblem[] {
  if (typeof content !== 'object' || content === null || Array.isArray(content)) {
    const message = 'must be a document with defaultDecision, rules and guardrails';
    return [source.problemAt(0, message)];
  }
  return issues.map((issue) => {
    const path = existingPath(issuePath(issue), content);
    const message = issueMessage(issue, path);
    return issue.expected === 'never'
      ? source.problemAtKey(path, message)
      : source.problemAtPath(path, message);
  });
}

function issuePath(issue: Issue): (string | number)[] {
  const path: (string | number)[] = [];
  for (const item of issue.path ?? []) {
    if (typeof item.key === 'string' || typeof item.key === 'number') path.push(item.key);
  }
  return path;
}

/** A single name where a list may stand is read as a list of one, which is not in the file. */
function existingPath(path: (string | number)[], content: unknown): (string | number)[] {
  const isItem = typeof path.at(-1) === 'number';
  return isItem && !Array.isArray(valueAt(content, path.slice(0, -1))) ? path.slice(0, -1) : path;
}

function valueAt(value: unknown, path: readonly (string | number)[]): unknown {
  let current = value;
  for (const key of path) {
    if (typeof current !== 'object' || current === null) return undefined;
    current = new Map<string, unknown>(Object.entries(current)).get(String(key));
  }
  return current;
}

function issueMessage(issue: Issue, path: readonly (string | number)[]): string {
  const key = path.at(-1);
  const name = typeof key === 'number' ? `item ${String(key + 1)}` : `"${key ?? 'document'}"`;
  if (issue.expected === 'never') return `there is no key ${name}${suggestion(issue, key)}`;
  if (issue.received === 'undefined' && issue.type !== 'union') return `${name} is missing`;
  return `${name} ${issue.message}${receivedText(issue)}`;
}

function suggestion(issue: Issue, key: string | number | undefined): string {
  const known = KNOWN_KEYS.filter((one) => one !== key);
  const guess = typeof key === 'string' ? closestName(key, known) : undefined;
  return issue.type === 'strict_object' && guess !== undefined ? `; did you mean "${guess}"?` : ' here';
}

const KNOWN_KEYS: readonly string[] = [
  ...['version', 'defaultDecision', 'rules', 'guardrails'],
  ...[
    'id',
    'description',
    'on',
    'when',
    'decision',
    'reason',
    'risk_score',
    'constraints',
    'approval',
    'agents',
  ],
  ...[
    'on_error',
    'expires_in',
    'event_type',
    'activity_type',
    'workflow_type',
    'signal_name',
    'task_queue',
    'status',
  ],
  ...[
    'type',
    'stage',
    'fields',
    'on_fail',
    'entities',
    'words',
    'max_distance',
    'pattern',
    'replacement',
    'message',
  ],
];

/** What stands there, where it is short enough to help. */
function receivedText(issue: Issue): string {
  const { received } = issue;
  return received.length <= 60 && received !== 'Object' && received !== 'Array' ? `, not ${received}` : '';
}
