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
import { eventually } from './harness/eventually';
import { outcomeOf } from './harness/outcome';
import { useTemporal } from './harness/test-temporal';
import { useWorker } from './harness/use-worker';
import { callActivity, callInSpiteOf } from './workflows';

const temporal = useTemporal();
const folder = mkdtempSync(join(tmpdir(), 'openbox-operations-'));
const received: string[] = [];
/** How often a body began. */
let begun = 0;
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
beforeEach(() => {
  received.splice(0);
  begun = 0;
});

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
  /** Lets a refusal through. */
  async visitAny(): Promise<number> {
    return (await fetch(url('/any'))).status;
  },
  async swallowAny(): Promise<void> {
    await fetch(url('/any')).catch(() => undefined);
  },
  after: () => Promise.resolve('after'),
  /** Goes on whatever becomes of each. */
  async visitEach(...paths: string[]): Promise<string> {
    begun += 1;
    for (const path of paths) await fetch(url(path)).catch(() => undefined);
    return 'went on';
  },
  async visitAtOnce(...paths: string[]): Promise<string> {
    await Promise.allSettled(paths.map((path) => fetch(url(path))));
    return 'went on';
  },
  async payLast(...paths: string[]): Promise<string> {
    begun += 1;
    for (const path of paths) await fetch(url(path));
    return 'paid';
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

  // covers: 126, W7
  test('a halt of one operation terminates the run', async () => {
    onOperation((span) => span.hook_type === 'http_request', verdict('halt', { reason: 'enough' }));

    const outcome = await worker.run.execute(callActivity, { args: ['swallow', ['/any']] });

    expect(outcome.status).toBe('terminated');
    expect(received).toEqual([]);
  });

  // covers: W7b
  test.each(['visitAny', 'swallowAny'])(
    'a halt ends the run although the workflow catches the error of its activity: %s',
    async (name) => {
      onOperation((span) => span.http_url === url('/any'), verdict('halt', { reason: 'enough' }));

      const outcome = await worker.run.execute(callInSpiteOf, { args: [name, 'after'] });

      expect(outcome.status).toBe('terminated');
      expect(outcome.failure?.message).toContain('enough');
      expect(worker.core.eventsLike({ activity_type: 'after' })).toEqual([]);
      expect(received).toEqual([]);
    },
  );

  // covers: 159
  test('a blocked file is never opened', async () => {
    onOperation((span) => span.hook_type === 'file_operation', verdict('block', { reason: 'no files' }));

    const outcome = await worker.run.execute(callActivity, { args: ['note', ['never.txt']] });

    expect(outcome.status).toBe('failed');
    expect(existsSync(join(folder, 'never.txt'))).toBe(false);
  });

  // covers: M2
  test.each([
    ['block', 'failed'],
    ['halt', 'terminated'],
  ] as const)('a %s of one operation counts in an activity that a human approved', async (name, status) => {
    worker.core.script = (event) => {
      if (event.event_type !== 'ActivityStarted') return undefined;
      const [span] = event.hook_trigger === true ? spansOf(event) : [];
      if (span === undefined) return verdict('require_approval', { reason: 'look', approval_id: 'a-1' });
      return span.http_url === url('/forbidden') ? verdict(name, { reason: 'not there' }) : undefined;
    };
    worker.core.onApprovalPoll = () => json({ id: 'a-1', action: 'allow' });

    const outcome = await worker.run.execute(callActivity, {
      args: ['visitEach', ['/fine', '/forbidden', '/more']],
    });

    expect(worker.core.polls).not.toEqual([]);
    expect(outcome.status).toBe(status);
    expect(received).toEqual(['/fine']);
  });

  // covers: M2
  test.each([
    ['none that comes after it happens before the decision', 'visitEach', ['/ask']],
    ['one beside it is asked about', 'visitAtOnce', []],
  ])('while an operation waits for a human, %s, and its halt counts', async (_what, name, happened) => {
    worker.core.script = (event) => {
      const [span] = event.hook_trigger === true ? spansOf(event) : [];
      if (span?.http_url === url('/ask')) return verdict('require_approval', { approval_id: 'a-1' });
      return span?.http_url === url('/forbidden') ? verdict('halt', { reason: 'not there' }) : undefined;
    };

    const handle = await worker.run.start(callActivity, { args: [name, ['/ask', '/forbidden']] });
    if (name === 'visitEach') await eventually('it waits', () => worker.core.polls.length > 1);
    expect(received).toEqual([]);
    worker.core.onApprovalPoll = () => json({ id: 'a-1', action: 'allow' });

    expect((await outcomeOf(handle)).status).toBe('terminated');
    expect(received).toEqual(happened);
  });

  // covers: W64
  test('an activity that swallowed the refusal waits for the human all the same, and begins again', async () => {
    onOperation(
      (span) => span.http_url === url('/ask'),
      verdict('require_approval', { reason: 'look', approval_id: 'a-1' }),
    );
    const handle = await worker.run.start(callActivity, { args: ['visitEach', ['/ask']] });
    await eventually('it was asked about more than once', () => worker.core.polls.length > 2);

    expect((await handle.describe()).status.name).toBe('RUNNING');
    expect(worker.core.eventsLike({ event_type: 'ActivityCompleted' })).toEqual([]);
    expect([begun, received]).toEqual([1, []]);

    worker.core.onApprovalPoll = () => json({ id: 'a-1', action: 'allow' });
    expect((await outcomeOf(handle)).value).toBe('went on');
    expect([begun, received]).toEqual([2, ['/ask']]);
    expect(worker.core.eventsLike({ event_type: 'ActivityCompleted' })).toHaveLength(1);
  });

  // covers: 68
  test('what the body did before the operation that waits it does once more after the approval', async () => {
    onOperation(
      (span) => span.http_url === url('/pay'),
      verdict('require_approval', { reason: 'money leaves', approval_id: 'a-1' }),
    );
    const handle = await worker.run.start(callActivity, { args: ['payLast', ['/before', '/pay']] });
    await eventually('it was asked about more than once', () => worker.core.polls.length > 3);
    expect([begun, received]).toEqual([1, ['/before']]);

    worker.core.onApprovalPoll = () => json({ id: 'a-1', action: 'allow' });
    expect((await outcomeOf(handle)).value).toBe('paid');
    expect([begun, received]).toEqual([2, ['/before', '/before', '/pay']]);
  });

  // covers: 68
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
