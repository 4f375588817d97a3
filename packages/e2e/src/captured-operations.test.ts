import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer, get } from 'node:http';
import type { IncomingMessage, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { GovernanceEvent } from '@openbox/core-client/contract';
import { json, verdict } from './harness/core-reply';
import { useTemporal } from './harness/test-temporal';
import { useWorker } from './harness/use-worker';
import { callActivity } from './workflows';

const temporal = useTemporal();
const folder = mkdtempSync(join(tmpdir(), 'openbox-operations-'));
const received: string[] = [];
let server: Server;

beforeAll(async () => {
  server = createServer((request, response) => {
    received.push(request.url ?? '');
    response.setHeader('set-cookie', `session=${credential('set-cookie')}`);
    response.setHeader('content-type', 'application/json').end('{"paid":true}');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(() => {
  server.close();
  server.closeAllConnections();
  rmSync(folder, { recursive: true });
});
beforeEach(() => received.splice(0));

function url(path: string): string {
  return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}${path}`;
}

const credentials = new Map(
  [
    'authorization',
    'cookie',
    'x-api-key',
    'x-auth-token',
    'x-goog-api-key',
    'set-cookie',
    'token',
    'api_key',
    'password',
  ].map((name) => [name, `secret-of-${name}`]),
);

/** The value of a credential; made in the activity, so that no argument shows it. */
function credential(name: string): string {
  return credentials.get(name) ?? '';
}

const headerNames = ['authorization', 'cookie', 'x-api-key', 'x-auth-token', 'x-goog-api-key'];

const activities = {
  async authenticate(): Promise<number> {
    const headers = Object.fromEntries(headerNames.map((name) => [name, credential(name)]));
    const query = `?token=${credential('token')}&api_key=${credential('api_key')}&page=2`;
    return (await fetch(url(`/secure${query}`), { headers })).status;
  },
  async authenticateByNode(): Promise<number | undefined> {
    const target = new URL(url(`/secure?token=${credential('token')}`));
    const request = get({
      host: target.hostname,
      port: target.port,
      path: target.pathname + target.search,
      auth: `me:${credential('password')}`,
    });
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    response.resume();
    await once(response, 'end');
    return response.statusCode;
  },
  async pay(path: string): Promise<unknown> {
    const headers = { authorization: 'Bearer operation-sentinel', 'content-type': 'application/json' };
    const response = await fetch(url(path), { method: 'POST', headers, body: '{"amount":10}' });
    return response.json();
  },
  async swallow(path: string): Promise<string> {
    await fetch(url(path)).catch(() => undefined);
    return 'went on';
  },
  async note(name: string): Promise<string> {
    await writeFile(join(folder, name), 'noted');
    return readFile(join(folder, name), 'utf8');
  },
};

function spansOf(event: GovernanceEvent | undefined): Record<string, unknown>[] {
  return (event?.spans ?? []) as Record<string, unknown>[];
}

describe('captured', () => {
  const worker = useWorker(temporal, { activities, instrumentFileIo: true });

  // covers: 140, 146, W11
  test('a request is in the ActivityCompleted of its attempt, without its credentials', async () => {
    const outcome = await worker.run.execute(callActivity, {
      args: ['pay', ['/orders?token=operation-sentinel']],
    });

    expect(outcome.value).toEqual({ paid: true });
    const [completed] = worker.core.eventsLike({ event_type: 'ActivityCompleted' });
    const [activity, request] = spansOf(completed);
    expect(request).toMatchObject({
      name: 'POST',
      kind: 'CLIENT',
      parent_span_id: activity?.span_id,
      activity_id: completed?.activity_id,
      attributes: { 'http.method': 'POST', 'http.status_code': 200, 'net.peer.name': '127.0.0.1' },
      request_body: '{"amount":10}',
      response_body: '{"paid":true}',
    });
    expect(received).toEqual(['/orders?token=operation-sentinel']);
    expect(
      JSON.stringify(worker.core.eventsLike({ event_type: 'ActivityCompleted' })[0]?.spans),
    ).not.toContain('operation-sentinel');
  });

  // covers: W11, W60, M3
  test('no credential of a request is in anything that is sent to Core', async () => {
    await worker.run.execute(callActivity, { args: ['authenticate'] });
    await worker.run.execute(callActivity, { args: ['authenticateByNode'] });

    const hidden = worker.core.eventsLike({ event_type: 'ActivityCompleted' }).flatMap(spansOf);
    expect(hidden.filter(({ name }) => name === 'GET')).toHaveLength(2);
    for (const [name, value] of credentials) temporal.secrets.add(name, value);
    temporal.secrets.expectAbsent('an event', worker.core.archive.join('\n'));
  });

  // covers: 161
  test('file operations are there too, and the traffic with Core is not', async () => {
    await worker.run.execute(callActivity, { args: ['note', ['captured.txt']] });

    const [completed] = worker.core.eventsLike({ event_type: 'ActivityCompleted' });
    const names = spansOf(completed).map(({ name }) => name);
    expect(names[0]).toBe('activity.note');
    expect(names).toEqual(expect.arrayContaining(['file.open', 'file.write', 'file.read']));
    expect(names).not.toContain('POST');
  });
});

describe('governed one by one', () => {
  const worker = useWorker(temporal, {
    activities,
    instrumentFileIo: true,
    operationGovernance: true,
    hitlPollInterval: 50,
  });

  /** Answers each operation that is about to happen and that `matches`. */
  function onOperation(
    matches: (span: Record<string, unknown>) => boolean,
    reply: ReturnType<typeof verdict>,
  ): void {
    worker.core.script = (event) => {
      const [span] = event.hook_trigger === true ? spansOf(event) : [];
      return span?.stage === 'started' && matches(span) ? reply : undefined;
    };
  }

  test('each operation is asked for and reported, and ActivityCompleted repeats none', async () => {
    await worker.run.execute(callActivity, { args: ['pay', ['/orders']] });

    const hooks = worker.core.eventsLike({ hook_trigger: true }).flatMap(spansOf);
    expect(hooks.map(({ stage, http_url }) => [stage, http_url])).toEqual([
      ['started', url('/orders')],
      ['completed', url('/orders')],
    ]);
    expect(hooks[1]).toMatchObject({ span_id: hooks[0]?.span_id, http_status_code: 200 });
    expect(worker.core.eventsLike({ event_type: 'ActivityCompleted' })[0]).toMatchObject({
      span_count: 0,
      spans: [],
    });
  });

  // covers: 123, 127, W6
  test('a blocked request never leaves, and ends the activity although its code swallowed the refusal', async () => {
    onOperation((span) => span.http_url === url('/forbidden'), verdict('block', { reason: 'not there' }));

    const outcome = await worker.run.execute(callActivity, { args: ['swallow', ['/forbidden']] });

    expect(received).toEqual([]);
    expect(outcome.application).toMatchObject({
      type: 'GovernanceStop',
      nonRetryable: true,
      message: 'Governance blocked: not there',
    });
  });

  // covers: 126, W7, W7b
  test('a halt of one operation terminates the run', async () => {
    onOperation((span) => span.hook_type === 'http_request', verdict('halt', { reason: 'enough' }));

    const outcome = await worker.run.execute(callActivity, { args: ['swallow', ['/any']] });

    expect(outcome.status).toBe('terminated');
    expect(received).toEqual([]);
  });

  // covers: 159
  test('a blocked file is never opened', async () => {
    onOperation((span) => span.hook_type === 'file_operation', verdict('block', { reason: 'no files' }));

    const outcome = await worker.run.execute(callActivity, { args: ['note', ['never.txt']] });

    expect(outcome.status).toBe('failed');
    expect(existsSync(join(folder, 'never.txt'))).toBe(false);
  });

  // covers: 68, W64, W66
  test('an operation waits for a human and then happens once', async () => {
    onOperation(
      (span) => span.hook_type === 'http_request',
      verdict('require_approval', { reason: 'money leaves', approval_id: 'a-9' }),
    );
    worker.core.onApprovalPoll = () =>
      json({ action: worker.core.polls.length < 2 ? 'require_approval' : 'allow' });

    const outcome = await worker.run.execute(callActivity, { args: ['pay', ['/orders']] });

    expect(outcome.value).toEqual({ paid: true });
    expect(received).toEqual(['/orders']);
  });
});
