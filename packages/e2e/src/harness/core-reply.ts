import type { ServerResponse } from 'node:http';

/** How the scripted Core answers one request. `hang` never answers; `reset` cuts the connection. */
export type CoreReply =
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: string }
  | 'hang'
  | 'reset';

/** A JSON answer. */
export function json(value: unknown, status = 200): CoreReply {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) };
}

/** An answer to an evaluation, in the fields of the wire. */
export function verdict(name: string, fields: Readonly<Record<string, unknown>> = {}): CoreReply {
  return json({ governance_event_id: '7f0c3a52-0000-4000-8000-000000000001', verdict: name, ...fields });
}

/** An allowing answer with a guardrails result. */
export function guardrails(result: Readonly<Record<string, unknown>>): CoreReply {
  return verdict('allow', { guardrails_result: { validation_passed: true, reasons: [], ...result } });
}

/** Answers that carry no decision, by name: each of them is an API error. */
export const NO_DECISION = {
  'a reset connection': 'reset',
  HTML: {
    status: 200,
    headers: { 'content-type': 'text/html' },
    body: '<html><body>Welcome to the proxy</body></html>',
  },
  'status 500': json({ code: 500, message: 'database is down' }, 500),
  'status 204': { status: 204 },
  'a redirect': {
    status: 302,
    headers: { location: '/elsewhere', 'content-type': 'application/json' },
    body: '{"verdict":"allow"}',
  },
  'an empty object': json({}),
  'an unknown verdict': verdict('maybe'),
  'a null verdict': json({ verdict: null }),
  'a list': json([{ verdict: 'allow' }]),
  'cut JSON': { status: 200, headers: { 'content-type': 'application/json' }, body: '{"verdict":"all' },
} as const satisfies Record<string, CoreReply>;

export function writeReply(reply: CoreReply, response: ServerResponse): void {
  if (reply === 'hang') return;
  if (reply === 'reset') {
    response.destroy();
    return;
  }
  response.writeHead(reply.status, { ...reply.headers });
  response.end(reply.body);
}
