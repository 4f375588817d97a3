import { GovernanceEventType, type GovernanceEvent } from '@openbox/core-client/contract';
import { createHash } from 'node:crypto';

/** Fields of an operation's span that say what it does, and not when. */
const OPERATION_FIELDS = [
  'hook_type',
  'name',
  'http_method',
  'http_url',
  'request_body',
  'db_system',
  'db_statement',
  'file_path',
  'file_mode',
  'file_operation',
  'function',
  'module',
  'args',
];

/**
 * What a human is asked about: one activity may need a yes for its input, another for its output and one for each kind
 * of operation within it, and none stands for another.
 */
export function approvalSubject(event: GovernanceEvent): string {
  if (event.event_type === GovernanceEventType.ACTIVITY_COMPLETED) return 'output';
  if (event.hook_trigger !== true) return 'input';
  const identity = (event.spans ?? []).map(operationIdentity);
  return `operation:${createHash('sha256').update(JSON.stringify(identity)).digest('hex').slice(0, 16)}`;
}

function operationIdentity(span: unknown): unknown[] {
  if (typeof span !== 'object' || span === null) return [];
  const fields = new Map<string, unknown>(Object.entries(span));
  return OPERATION_FIELDS.map((field) => fields.get(field) ?? null);
}
