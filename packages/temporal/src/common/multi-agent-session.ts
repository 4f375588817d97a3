import { defaultPayloadConverter } from '@temporalio/common';
import type { Headers } from '@temporalio/common';

/** Header by which a session travels from run to run and to activities. Reserved by the protocol. */
export const SESSION_HEADER = 'openbox-multi-agent-session-id';

/** Memo of a run that belongs to a session, where its starter says so there. Reserved by the protocol. */
export const SESSION_MEMO_KEY = 'openbox_multi_agent_session_id';

/** The same headers, with the session that they belong to. One that is there already stays. */
export function withSession(headers: Headers, sessionId: string | undefined): Headers {
  if (sessionId === undefined || headers[SESSION_HEADER] !== undefined) return headers;
  return { ...headers, [SESSION_HEADER]: defaultPayloadConverter.toPayload(sessionId) };
}

/** The session that headers name; `undefined` where they name none, or in a form that is not ours. */
export function sessionOf(headers: Headers): string | undefined {
  const payload = headers[SESSION_HEADER];
  if (payload === undefined) return undefined;
  try {
    return toSessionId(defaultPayloadConverter.fromPayload(payload));
  } catch {
    // Whatever another program put there must not keep the run from starting.
    return undefined;
  }
}

/** A value as a session id; `undefined` where it is none. */
export function toSessionId(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}
