import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startLocalCore } from '@openbox/local-core';
import type { Approval, LocalCore } from '@openbox/local-core';
import { json, verdict } from './harness/core-reply';
import { eventually } from './harness/eventually';
import { outcomeOf } from './harness/outcome';
import { useTemporal } from './harness/test-temporal';
import { useWorker } from './harness/use-worker';
import { withWorker } from './harness/with-worker';
import { callActivity, callLocalActivity } from './workflows';

const temporal = useTemporal();
const received: string[] = [];
let server: Server;
let attempts = 0;

beforeAll(async () => {
  server = createServer((request, response) => {
    received.push(request.url ?? '');
    response.end('done');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(() => {
  server.close();
  server.closeAllConnections();
});
beforeEach(() => {
  received.splice(0);
  attempts = 0;
});

async function send(path: string): Promise<number> {
  const port = String((server.address() as AddressInfo).port);
  return (await fetch(`http://127.0.0.1:${port}${path}`, { method: 'POST', body: path })).status;
}

const activities = {
  /** What a model might do: another request on each attempt, as far as it goes. */
  sendEach: (paths: string[]) => send(paths[Math.min(attempts++, paths.length - 1)] ?? '/'),
  /** Goes on whatever becomes of each. */
  sendAll: async (paths: string[]) => {
    attempts += 1;
    const results = await Promise.allSettled(paths.map(send));
    return results.map(({ status }) => status);
  },
};

describe('with a Core that asks about requests', () => {
  const worker = useWorker(temporal, { activities, hitlPollInterval: 50, operationGovernance: true });

  test('each operation carries the digest of what it is about to do, before it and after', async () => {
    await worker.run.execute(callActivity, { args: ['sendAll', [['/a', '/b']]] });

    const operations = worker.core.events.filter(({ hook_trigger }) => hook_trigger === true);
    const digests = operations.map(({ metadata }) => metadata?.action_digest);
    expect(operations).toHaveLength(4);
    expect(new Set(digests).size).toBe(2);
    const [started] = worker.core.eventsLike({ event_type: 'ActivityStarted' });
    expect(digests).not.toContain(started?.metadata?.action_digest);
  });

  test('another request than the approved one is asked about anew', async () => {
    let asked = 0;
    worker.core.script = (event) => {
      if (event.hook_trigger !== true || !isStarted(event.spans)) return undefined;
      asked += 1;
      return verdict('require_approval', { reason: 'look', approval_id: `a-${String(asked)}` });
    };
    worker.core.onApprovalPoll = () => json({ id: 'a-1', action: 'allow' });
    const handle = await worker.run.start(callActivity, { args: ['sendEach', [['/first', '/second']]] });

    await eventually('the second is asked about and polled', () => asked > 1 && worker.core.polls.length > 3);
    expect(received).toEqual([]);

    worker.core.onApprovalPoll = () => json({ id: 'a-2', action: 'allow' });
    expect((await outcomeOf(handle)).value).toBe(200);
    expect(received).toEqual(['/second']);
  });

  test('an approval that changes an operation is none', async () => {
    worker.core.script = (event) =>
      event.hook_trigger === true ? verdict('require_approval', { approval_id: 'a-1' }) : undefined;
    worker.core.onApprovalPoll = () => json({ id: 'a-1', action: 'allow', modified_input: ['/other'] });

    const outcome = await worker.run.execute(callActivity, { args: ['sendEach', [['/first']]] });

    expect(outcome.application).toMatchObject({
      type: 'ApprovalRejected',
      message: expect.stringContaining('an operation can only be approved as it is') as string,
    });
    expect(received).toEqual([]);
  });
});

describe('with local-core and five requests at once', () => {
  const paths = ['/ask/1', '/allow/2', '/ask/3', '/ask/4', '/allow/5'];
  let core: LocalCore;

  beforeEach(async () => {
    const rule = { id: 'ask', decision: 'require_approval', reason: 'look at it' } as const;
    core = await startLocalCore({
      policies: {
        defaultDecision: 'allow',
        rules: [
          {
            ...rule,
            on: 'ActivityStarted',
            when: 'hook_trigger && spans.exists(s, s.http_url.contains("/ask/"))',
          },
        ],
      },
    });
  });
  afterEach(() => core.close());

  async function run<T>(
    body: (pending: Approval[], outcome: Promise<unknown>) => Promise<T>,
    workflow = callActivity,
  ): Promise<T> {
    const options = {
      activities,
      openboxUrl: core.url,
      openboxApiKey: core.apiKey,
      hitlPollInterval: 50,
      operationGovernance: true,
    } as const;
    return withWorker(temporal, options, async (worker) => {
      const handle = await worker.start(workflow, { args: ['sendAll', [paths]] });
      await eventually('all are asked about', async () => (await core.approvals.list()).length === 3);
      return body(await core.approvals.list(), outcomeOf(handle));
    });
  }

  test.each([
    ['an activity', callActivity],
    ['a local activity', callLocalActivity],
  ])('each is approved by itself, and the body of %s goes on when all are', async (_kind, workflow) => {
    await run(async (pending, outcome) => {
      expect(new Set(pending.map(({ actionDigest }) => actionDigest)).size).toBe(3);
      const [first, second, third] = pending.map(({ id }) => id);
      await core.approvals.approve(third ?? '');
      await core.approvals.approve(second ?? '');
      expect(received.filter((path) => path.startsWith('/ask/'))).toEqual([]);
      await core.approvals.approve(first ?? '');

      expect(await outcome).toMatchObject({ value: paths.map(() => 'fulfilled') });
      expect(received.filter((path) => path.startsWith('/ask/')).sort()).toEqual([
        '/ask/1',
        '/ask/3',
        '/ask/4',
      ]);
      expect(attempts).toBe(2);
      expect(await core.approvals.list({ status: 'pending' })).toEqual([]);
    }, workflow);
  });

  test('one that is rejected refuses the activity, and says who did', async () => {
    await run(async (pending, outcome) => {
      const [first, second, third] = pending.map(({ id }) => id);
      await core.approvals.approve(first ?? '');
      await core.approvals.approve(third ?? '');
      await core.approvals.reject(second ?? '', { reason: 'not this one', decidedBy: 'alice' });

      expect(await outcome).toMatchObject({
        application: {
          type: 'ApprovalRejected',
          message: 'Activity rejected: not this one',
          details: [{ approvalId: second, decidedBy: 'alice' }],
        },
      });
      expect(received.filter((path) => path.startsWith('/ask/'))).toEqual([]);
    });
  });
});

function isStarted(spans: readonly unknown[] | undefined): boolean {
  return JSON.stringify(spans).includes('"stage":"started"');
}
