import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { GovernanceEvent } from '@openbox/core-client/contract';
import { Context } from '@temporalio/activity';
import { json, verdict } from './harness/core-reply';
import { eventually } from './harness/eventually';
import { outcomeOf } from './harness/outcome';
import { useTemporal } from './harness/test-temporal';
import { useWorker } from './harness/use-worker';
import { callActivity } from './workflows';

const temporal = useTemporal();
const received: string[] = [];
const LARGE = 'x'.repeat(8_000_000);
let server: Server;

beforeAll(async () => {
  server = createServer((request, response) => {
    received.push(request.url ?? '');
    request.resume();
    response.end(request.url === '/large' ? LARGE : 'done');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(() => {
  server.close();
  server.closeAllConnections();
});
beforeEach(() => received.splice(0));

const visit = async (path: string): Promise<string> => {
  const { port } = server.address() as AddressInfo;
  return (await fetch(`http://127.0.0.1:${String(port)}${path}`)).text();
};

/** Heartbeats until it is cancelled, which Temporal tells an activity no other way. */
async function untilCancelled(): Promise<never> {
  const beating = setInterval(() => Context.current().heartbeat(), 100);
  try {
    return await Context.current().cancelled;
  } finally {
    clearInterval(beating);
  }
}

const activities = {
  visit,
  async cleanUp(): Promise<void> {
    await visit('/begin');
    try {
      await untilCancelled();
    } catch (error) {
      await visit('/undo');
      throw error;
    }
  },
  /** Waits for a request's verdict when it is cancelled, and makes nothing of the cancellation. */
  async carryOn(): Promise<string> {
    const result = visit('/slow');
    await untilCancelled().catch(() => undefined);
    return result;
  },
  async spend(): Promise<void> {
    await visit('/first');
    await visit('/second');
    await untilCancelled();
  },
  async twice(): Promise<string> {
    return [await visit('/first'), await visit('/second')].join();
  },
  async statusOnly(): Promise<number> {
    const { port } = server.address() as AddressInfo;
    return (await fetch(`http://127.0.0.1:${String(port)}/large`)).status;
  },
  async letGo(path: string): Promise<string> {
    void visit(path).catch(() => undefined);
    return Promise.resolve('did not wait');
  },
  async both(): Promise<string> {
    const results = await Promise.allSettled([visit('/one'), visit('/two')]);
    return results.map(({ status }) => status).join();
  },
  async twins(): Promise<string> {
    return (await Promise.all([visit('/same'), visit('/same')])).join();
  },
  /** More than Core can be told of in the time that is left. */
  async many(): Promise<string> {
    await Promise.all(Array.from({ length: 100 }, () => visit('/many')));
    return 'all';
  },
};

interface HookSpan {
  readonly stage: string;
  readonly http_url?: string;
}
const spanOf = (event: GovernanceEvent): HookSpan | undefined =>
  event.hook_trigger === true ? (event.spans?.[0] as HookSpan | undefined) : undefined;
const isAbout = (event: GovernanceEvent, path: string): boolean =>
  spanOf(event)?.http_url?.endsWith(path) === true;
const isReport = (event: GovernanceEvent): boolean => spanOf(event)?.stage === 'completed';
const halt = verdict('halt', { reason: 'stop it all' });
const waits = { heartbeatTimeout: '1s', cancellationType: 'WAIT_CANCELLATION_COMPLETED' } as const;

const worker = useWorker(temporal, {
  activities,
  operationGovernance: true,
  governancePolicy: 'fail_closed',
  hitlPollInterval: 50,
});

describe('an activity that is cancelled', () => {
  // covers: W51
  test('still has its clean-up asked about, and done', async () => {
    const handle = await worker.run.start(callActivity, { args: ['cleanUp', [], waits] });
    await eventually('it has begun', () => received.includes('/begin'));
    await handle.cancel();

    expect((await outcomeOf(handle)).status).toBe('cancelled');
    expect(received).toEqual(['/begin', '/undo']);
    expect(worker.core.events.filter((event) => isAbout(event, '/undo'))).toHaveLength(2);
  });

  test('has its clean-up refused where Core says so', async () => {
    worker.core.script = (event) =>
      isAbout(event, '/undo') ? verdict('block', { reason: 'no' }) : undefined;
    const handle = await worker.run.start(callActivity, { args: ['cleanUp', [], waits] });
    await eventually('it has begun', () => received.includes('/begin'));
    await handle.cancel();

    expect((await outcomeOf(handle)).application).toMatchObject({ type: 'GovernanceStop' });
    expect(received).toEqual(['/begin']);
  });

  test('goes on as it would without us while a request waits for its verdict', async () => {
    worker.core.script = async (event) => {
      if (isAbout(event, '/slow') && !isReport(event)) await sleep(2_000);
      return undefined;
    };
    const handle = await worker.run.start(callActivity, { args: ['carryOn', [], waits] });
    await eventually('Core is asked', () => worker.core.events.some((event) => isAbout(event, '/slow')));
    await handle.cancel();

    expect((await outcomeOf(handle)).value).toBe('done');
    expect(received).toEqual(['/slow']);
  });

  test('reports all that it did, and a halt among the answers counts', async () => {
    worker.core.script = async (event) => {
      if (!isReport(event)) return undefined;
      await sleep(1_000);
      return isAbout(event, '/second') ? halt : undefined;
    };
    const handle = await worker.run.start(callActivity, { args: ['spend', [], waits] });
    await eventually('both are done', () => received.length === 2);
    await handle.cancel();

    expect((await outcomeOf(handle)).status).toBe('terminated');
    expect(worker.core.events.filter(isReport)).toHaveLength(2);
  });
});

test('what the body left open is reported before the verdicts are counted', async () => {
  worker.core.script = (event) => (isReport(event) ? halt : undefined);
  const outcome = await worker.run.execute(callActivity, { args: ['statusOnly'] });
  expect(outcome.status).toBe('terminated');
});

describe('an operation that the body does not wait for', () => {
  const later = (reply: ReturnType<typeof verdict>) => async (event: GovernanceEvent) => {
    if (!isAbout(event, '/late') || isReport(event)) return undefined;
    await sleep(500);
    return reply;
  };

  // covers: W7
  test.each([
    ['halt', halt, 'terminated'],
    ['block', verdict('block', { reason: 'no' }), 'failed'],
  ] as const)('ends the activity with its %s', async (_name, reply, status) => {
    worker.core.script = later(reply);
    const outcome = await worker.run.execute(callActivity, { args: ['letGo', ['/late']] });
    expect(outcome.status).toBe(status);
    expect(received).toEqual([]);
  });

  test('is waited for where a human has to decide', async () => {
    worker.core.script = later(verdict('require_approval', { reason: 'why', approval_id: 'a-1' }));
    worker.core.onApprovalPoll = () => json({ id: 'a-1', action: 'allow' });
    const outcome = await worker.run.execute(callActivity, { args: ['letGo', ['/late']] });
    expect(outcome.value).toBe('did not wait');
    await eventually('it happens once', () => received.length === 1);
  });
});

test('a halt counts more than an earlier stop because Core could not be asked', async () => {
  worker.core.script = async (event) => {
    if (isReport(event)) return undefined;
    if (isAbout(event, '/one')) return json({ message: 'what?' }, 400);
    if (!isAbout(event, '/two')) return undefined;
    await sleep(300);
    return halt;
  };
  expect((await worker.run.execute(callActivity, { args: ['both'] })).status).toBe('terminated');
});

test('each approval of two operations that are the same can be rejected', async () => {
  let count = 0;
  worker.core.script = (event) => {
    if (!isAbout(event, '/same') || isReport(event)) return undefined;
    count += 1;
    return verdict('require_approval', { reason: 'why', approval_id: `a-${String(count)}` });
  };
  worker.core.onApprovalPoll = ({ activity_id: id }) =>
    id === 'a-2'
      ? json({ id, action: 'block', reason: 'one is enough' })
      : json({ id: 'a-1', action: 'allow' });
  const outcome = await worker.run.execute(callActivity, { args: ['twins'] });
  expect(outcome.application).toMatchObject({ type: 'ApprovalRejected' });
  expect(received).toEqual([]);
});

test('an operation that needs approval once it is done is not done again: the result waits', async () => {
  worker.core.script = (event) =>
    isReport(event) ? verdict('require_approval', { reason: 'look at it', approval_id: 'a-1' }) : undefined;
  const handle = await worker.run.start(callActivity, { args: ['twice'] });
  await eventually('a human is asked', () => worker.core.polls.length > 0);
  expect(received).toEqual(['/first', '/second']);
  worker.core.onApprovalPoll = () => json({ id: 'a-1', action: 'allow' });

  expect((await outcomeOf(handle)).value).toBe('done,done');
  expect(received).toEqual(['/first', '/second']);
});

test('reports take no longer than the attempt may', async () => {
  worker.core.script = async (event) => {
    if (isReport(event)) await sleep(100);
    return undefined;
  };
  const outcome = await worker.run.execute(callActivity, {
    args: ['many', [], { startToCloseTimeout: '5s', retry: { maximumAttempts: 1 } }],
  });
  expect(outcome.value).toBe('all');
  expect(received).toHaveLength(100);
  expect(temporal.log.linesWith('were not reported afterwards')).toHaveLength(1);
});
