import { Redis } from 'ioredis';
import * as mongodb from 'mongodb';
import * as pg from 'pg';
import * as redis from 'redis';
import { registerInstrumentations, WorkflowSpanProcessor, type OperationGate } from '@openbox/spans';
import { InMemoryGate } from '@openbox/spans/testing';
import { instrumentDatabase } from '../databases';
import { runInActivity } from '../test-support/activity-run';
import { describeWithServer } from '../test-support/describe-with-server';
import { RecordingProxy } from '../test-support/recording-proxy';
import { TEST_CERTIFICATE } from '../test-support/test-certificate';
import { TurnsGate } from '../test-support/turns-gate';

const trusted = { ca: TEST_CERTIFICATE.cert };
const MARK = 'mark-of-this-test';

const programs = {
  pg: async (port: number): Promise<unknown> => {
    const client = new pg.Client({
      ...{ host: '127.0.0.1', port, user: 'postgres', database: 'postgres' },
      ...{ ssl: trusted, sslnegotiation: 'direct' },
    });
    try {
      await client.connect();
      return (await client.query<object>(`SELECT '${MARK}' AS text`)).rows;
    } finally {
      await client.end();
    }
  },
  redis: async (port: number): Promise<unknown> => {
    const client = redis.createClient({ socket: { host: '127.0.0.1', port, tls: true, ...trusted } });
    client.on('error', () => undefined);
    await client.connect();
    return client.get(MARK).finally(() => client.quit());
  },
  ioredis: async (port: number): Promise<unknown> => {
    const client = new Redis({ host: '127.0.0.1', port, tls: trusted });
    client.on('error', () => undefined);
    return client.get(MARK).finally(() => {
      client.disconnect();
    });
  },
  mongodb: async (port: number): Promise<unknown> => {
    const client = new mongodb.MongoClient(`mongodb://127.0.0.1:${port}`, { tls: true, ...trusted });
    return client
      .db('test')
      .collection('none')
      .findOne({ text: MARK })
      .finally(() => client.close());
  },
};

const exported: Readonly<Record<keyof typeof programs, readonly unknown[]>> = {
  pg: [pg],
  redis: [redis],
  ioredis: [Redis],
  mongodb: [{ ...mongodb, ...jest.requireActual<object>('mongodb/lib/cmap/connection') }],
};

describe.each([
  ['PostgreSQL', 'pg'],
  ['Redis', 'redis'],
  ['Redis', 'ioredis'],
  ['MongoDB', 'mongodb'],
] as const)('over TLS to %s', (server, library) => {
  describeWithServer(server, library, (url) => {
    const spans = new WorkflowSpanProcessor();
    let proxy: RecordingProxy;
    beforeEach(async () => {
      proxy = await RecordingProxy.start(url, { secure: true });
    });
    afterEach(async () => {
      await proxy.close();
    });

    const run = async (gate: OperationGate | undefined): ReturnType<typeof runInActivity> => {
      const capture = registerInstrumentations(
        spans,
        exported[library].map((exports) => instrumentDatabase(library, exports)),
      );
      const ended = await runInActivity(spans, gate, () => programs[library](proxy.port));
      capture.shutdown();
      return ended;
    };

    const refusing = (isRefused: (name: string) => boolean): InMemoryGate =>
      new InMemoryGate(({ name }) =>
        isRefused(name) ? { verdict: 'block', reason: 'not there' } : undefined,
      );

    it('a program runs as without us, a refused statement is not sent, a refused connection not opened', async () => {
      const expected = await programs[library](proxy.port);
      for (const gate of [undefined, new InMemoryGate(), new TurnsGate(20)])
        expect((await run(gate)).outcome).toEqual({ returned: expected });
      expect(proxy.hasSeen(MARK)).toBe(true);

      const other = await RecordingProxy.start(url, { secure: true });
      await proxy.close();
      proxy = other;
      const refusal: unknown = expect.stringContaining('not there');
      const statement = await run(refusing((name) => name !== 'CONNECT'));
      expect(statement.outcome).toEqual({ threw: expect.objectContaining({ message: refusal }) });
      expect(proxy.hasSeen(MARK)).toBe(false);
      const before = proxy.connections;
      const connection = await run(refusing((name) => name === 'CONNECT'));
      expect(connection.outcome).toEqual({ threw: expect.objectContaining({ message: refusal }) });
      expect(proxy.connections).toBe(before);
    });
  });
});
