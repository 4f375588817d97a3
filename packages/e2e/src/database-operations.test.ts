import { Redis } from 'ioredis';
import type { GovernanceEvent } from '@openbox/core-client/contract';
import { json, verdict } from './harness/core-reply';
import { hasRedis, RedisServer } from './harness/redis-server';
import { useTemporal } from './harness/test-temporal';
import { useWorker } from './harness/use-worker';
import { callActivity } from './workflows';

const temporal = useTemporal();
const isInstalled = hasRedis();
let server: RedisServer | undefined;
/** The server as nobody governs it. */
let store: Redis | undefined;

beforeAll(async () => {
  if (!isInstalled) return;
  server = await RedisServer.start();
  store = new Redis(server.path);
});
afterAll(async () => {
  await store?.quit();
  await server?.stop();
});
let written = 0;

beforeEach(async () => {
  written = 0;
  await store?.flushall();
  await store?.config('RESETSTAT');
});

const activities = {
  async transfer(): Promise<unknown> {
    const client = new Redis(server?.path ?? '');
    client.on('error', () => undefined);
    try {
      return await client.multi().decrby('mine', 5).incrby('yours', 5).exec();
    } finally {
      client.disconnect();
    }
  },
  /** Writes another value when it runs again, as the code of a model may. */
  async write(): Promise<unknown> {
    const client = new Redis(server?.path ?? '', { retryStrategy: null });
    client.on('error', () => undefined);
    written += 1;
    try {
      return await client.set('written', String(Math.min(written, 2)));
    } finally {
      client.disconnect();
    }
  },
  async swallow(): Promise<string> {
    await activities.transfer().catch(() => undefined);
    return 'went on';
  },
};

function spansOf(event: GovernanceEvent | undefined): Record<string, unknown>[] {
  return (event?.spans ?? []) as Record<string, unknown>[];
}

/** How often the server ran a command since the test began. */
async function calls(command: string): Promise<number> {
  const stats = (await store?.info('commandstats')) ?? '';
  return Number(new RegExp(`cmdstat_${command}:calls=(\\d+)`).exec(stats)?.[1] ?? 0);
}

async function connections(): Promise<number> {
  return Number(/total_connections_received:(\d+)/.exec((await store?.info('stats')) ?? '')?.[1] ?? 0);
}

/** Where there is no Redis one test says so; in CI it has failed before. */
function isMissing(): boolean {
  if (!isInstalled) {
    test('needs redis-server, which is not installed', () => {
      expect(process.env.CI ?? '').toBe('');
    });
  }
  return !isInstalled;
}

describe('a transaction of Redis in an activity', () => {
  if (isMissing()) return;
  const worker = useWorker(temporal, {
    activities,
    instrumentDatabases: true,
    dbLibraries: ['ioredis'],
    operationGovernance: true,
    hitlPollInterval: 50,
  });

  function refuse(operation: string, name = 'block'): void {
    worker.core.script = (event) => {
      const [span] = event.hook_trigger === true ? spansOf(event) : [];
      return span?.stage === 'started' && span.db_operation === operation
        ? verdict(name, { reason: 'not this one' })
        : undefined;
    };
  }

  test('is asked for command by command, after its connection, and runs when all are allowed', async () => {
    const outcome = await worker.run.execute(callActivity, { args: ['transfer'] });

    expect(outcome.value).toEqual([
      [null, -5],
      [null, 5],
    ]);
    const hooks = worker.core.eventsLike({ hook_trigger: true }).flatMap(spansOf);
    for (const operation of ['CONNECT', 'DECRBY', 'INCRBY'])
      expect(
        hooks.filter(({ db_operation }) => db_operation === operation).map(({ stage }) => stage),
      ).toEqual(['started', 'completed']);
    expect(hooks.find(({ db_operation }) => db_operation === 'CONNECT')).toMatchObject({
      db_system: 'redis',
      server_address: server?.path,
    });
    expect(hooks).toHaveLength(6);
  });

  test('leaves the server without any of its commands where one is refused', async () => {
    refuse('INCRBY');

    const outcome = await worker.run.execute(callActivity, { args: ['swallow'] });

    expect(outcome.application).toMatchObject({ message: 'Governance blocked: not this one' });
    expect(await calls('multi')).toBe(0);
    expect(await calls('decrby')).toBe(0);
    expect(await store?.keys('*')).toEqual([]);
  });

  test('an approval of a command does not count for the same command with another value', async () => {
    refuse('SET', 'require_approval');
    worker.core.onApprovalPoll = () => json({ action: 'allow' });

    const outcome = await worker.run.execute(callActivity, { args: ['write'] });

    expect(outcome.value).toBe('OK');
    const asked = worker.core.eventsLike({ hook_trigger: true }).flatMap(spansOf);
    expect(
      asked.filter(({ stage, db_operation }) => stage === 'started' && db_operation === 'SET'),
    ).toHaveLength(3);
    expect([await store?.get('written'), await calls('set')]).toEqual(['2', 1]);
  });

  test('opens no connection where that is refused', async () => {
    refuse('CONNECT', 'halt');
    const before = await connections();

    const outcome = await worker.run.execute(callActivity, { args: ['swallow'] });

    expect(outcome.status).toBe('terminated');
    expect(await connections()).toBe(before);
  });
});

describe('a transaction of Redis whose operations are not governed one by one', () => {
  if (isMissing()) return;
  const worker = useWorker(temporal, { activities, instrumentDatabases: true, dbLibraries: ['ioredis'] });

  test('is in ActivityCompleted command by command, without its connection', async () => {
    await worker.run.execute(callActivity, { args: ['transfer'] });

    const [completed] = worker.core.eventsLike({ event_type: 'ActivityCompleted' });
    expect(spansOf(completed).map(({ name }) => name)).toEqual(['activity.transfer', 'DECRBY', 'INCRBY']);
  });
});
