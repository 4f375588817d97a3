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
 * of operation within it, and none stands for another. Of a run there is one start and one end; two signals are two
 * questions, however much they look alike, and only the same request sent again is the same one.
 */
export function approvalSubject(event: GovernanceEvent): string {
  if (event.event_type === GovernanceEventType.SIGNAL_RECEIVED)
    return `${event.event_type} ${event.signal_name ?? ''} ${shortHash(event)}`;
  if (event.activity_id === undefined) return event.event_type;
  if (event.event_type === GovernanceEventType.ACTIVITY_COMPLETED) return 'output';
  if (event.hook_trigger !== true) return 'input';
  // The digest names the operation whatever more of it is known afterwards.
  const digest = event.metadata?.action_digest;
  if (typeof digest === 'string' && digest !== '') return `operation:${digest.slice(0, 16)}`;
  const identity = (event.spans ?? []).map(operationIdentity);
  return `operation:${shortHash(identity)}`;
}

function shortHash(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 16);
}

function operationIdentity(span: unknown): unknown[] {
  if (typeof span !== 'object' || span === null) return [];
  const fields = new Map<string, unknown>(Object.entries(span));
  return OPERATION_FIELDS.map((field) => fields.get(field) ?? null);
}
