import { describeWithServer } from '../test-support/describe-with-server';
import { runProgram } from '../test-support/run-program';

const USE_PG = `
  const use = async (pg) => {
    const client = new pg.Client({ connectionString: process.env.DB_URL });
    await client.connect();
    const names = await inActivity(() => client.query('SELECT 1'));
    await client.end();
    return names;
  };`;
const USE_REDIS = `
  const use = async (redis) => {
    const client = redis.createClient({ url: process.env.DB_URL });
    await client.connect();
    const names = await inActivity(() => client.get('key'));
    await client.quit();
    return names;
  };`;

describeWithServer('PostgreSQL', 'a driver that is loaded by Node', (url) => {
  const env = { DB_URL: url };

  it('is seen when it is required after capture began', async () => {
    const source = `enable(['pg']); ${USE_PG} use(require('pg')).then(report);`;
    expect(await runProgram(source, { env })).toEqual(['SELECT']);
  });

  it('is seen when it was required, and connected, before', async () => {
    const source = `
      const pg = require('pg');
      const client = new pg.Client({ connectionString: process.env.DB_URL });
      client.connect().then(async () => {
        enable(['pg']);
        report(await inActivity(() => client.query('SELECT 1')));
        await client.end();
      });`;
    expect(await runProgram(source, { env })).toEqual(['SELECT']);
  });

  it.each([
    ['static, before', `import pg from 'pg'; enable(['pg']); ${USE_PG} report(await use(pg));`],
    ['dynamic, after', `enable(['pg']); ${USE_PG} report(await use((await import('pg')).default));`],
  ])('is seen by ES modules: %s', async (_when, source) => {
    expect(await runProgram(source, { extension: 'mjs', env })).toEqual(['SELECT']);
  });

  it('is seen where it is handed in, and refused where it is something else', async () => {
    const source = `
      const { registerInstrumentations, WorkflowSpanProcessor } = load('@openbox/spans');
      let message;
      try {
        registerInstrumentations(new WorkflowSpanProcessor(), [instrumentDatabase('pg', {})]);
      } catch (error) {
        message = error.message;
      }
      report(message);`;
    expect(await runProgram(source)).toMatch(/instrumentDatabase: nothing of pg .* require\('pg'\)/);
  });

  // covers: 168, W74
  it('is left as it was when capture ended', async () => {
    const source = `
      const Module = require('node:module');
      const before = Module.prototype.load;
      const pg = require('pg');
      const query = pg.Client.prototype.query;
      const first = enable();
      const second = enable(['pg']);
      const patched = pg.Client.prototype.query !== query && Module.prototype.load !== before;
      first.shutdown();
      const still = pg.Client.prototype.query !== query && Module.prototype.load !== before;
      second.shutdown();
      report([
        patched,
        still,
        pg.Client.prototype.query === query,
        Module.prototype.load === before,
        Object.getOwnPropertySymbols(pg.Client.prototype),
        Object.getOwnPropertySymbols(Module.prototype),
      ]);`;
    expect(await runProgram(source, { env })).toEqual([true, true, true, true, [], []]);
  });

  it('keeps what somebody else has wrapped around it', async () => {
    const source = `
      ${USE_PG}
      const pg = require('pg');
      const first = enable(['pg']);
      const ours = pg.Client.prototype.query;
      let calls = 0;
      const theirs = function (...args) { calls += 1; return ours.apply(this, args); };
      pg.Client.prototype.query = theirs;
      (async () => {
        const seen = await use(pg);
        first.shutdown();
        const unseen = await use(pg);
        enable(['pg']);
        const again = await use(pg);
        report([seen, unseen, again, calls, pg.Client.prototype.query === theirs]);
      })();`;
    expect(await runProgram(source, { env })).toEqual([['SELECT'], [], ['SELECT'], 3, true]);
  });
});

describeWithServer('Redis', 'a driver under other names', (url) => {
  it('is seen in every copy', async () => {
    const source = `
      enable(['redis']);
      ${USE_REDIS}
      (async () => report([await use(require('redis')), await use(require('redis-5')), await use(require('redis-4'))]))();`;
    expect(await runProgram(source, { env: { DB_URL: url } })).toEqual([['GET'], ['GET'], ['GET']]);
  });

  it('keeps two activities apart that share a connection', async () => {
    const source = `
      enable(['redis']);
      const client = require('redis').createClient({ url: process.env.DB_URL });
      client.connect().then(async () => {
        const turns = require('node:timers/promises').setImmediate;
        const both = await Promise.all([
          inActivity(async () => { for (let n = 0; n < 3; n += 1) { await client.get('a'); await turns(); } }),
          inActivity(async () => { for (let n = 0; n < 2; n += 1) { await client.set('b', '1'); await turns(); } }),
        ]);
        await client.quit();
        report(both);
      });`;
    expect(await runProgram(source, { env: { DB_URL: url } })).toEqual([
      ['GET', 'GET', 'GET'],
      ['SET', 'SET'],
    ]);
  });
});

describe('a driver that is not installed', () => {
  // covers: 148
  it('is passed over, and named at debug level', async () => {
    const source = `
      process.chdir(require('node:os').tmpdir());
      enable().shutdown();
      report(said.filter((line) => line.includes('not installed')));`;
    expect(await runProgram(source)).toEqual(
      ['pg', 'mysql2', 'mysql', 'mongodb', 'redis', 'ioredis'].map((name): unknown =>
        expect.stringContaining(`${name} is not installed`),
      ),
    );
  });
});

describe('new connections of a driver that is loaded by Node', () => {
  /** Runs a program in an activity whose gate refuses `refused`, and reports what it was asked and how it ended. */
  const governed = (library: string, program: string, refused = ''): string => `
    enable(['${library}']);
    const asked = [];
    const gate = {
      before: ({ name }) => {
        asked.push(name);
        if (name === '${refused}') throw new Error('not this one');
      },
      after: () => undefined,
    };
    const identity = { workflowId: 'w', runId: 'r', workflowType: 'W', taskQueue: 'q', activityId: '1', activityType: 'a', attempt: 1 };
    const url = process.env.DB_URL;
    spans.runActivity(spans.startActivity(identity, { gate }), async () => { ${program} }).then(
      () => report([...asked, 'ran']),
      (error) => report([...asked, error.message]),
    );`;

  describeWithServer('MongoDB', 'mongodb', (url) => {
    const find = `
      const client = new (require('mongodb').MongoClient)(url);
      try { await client.db('test').collection('none').findOne(); } finally { await client.close(); }`;
    it.each([
      ['', ['CONNECT', 'CONNECT', 'FIND', 'ran']],
      ['CONNECT', ['CONNECT', 'not this one']],
    ])('are asked for where %p is refused', async (refused, expected) => {
      const source = governed('mongodb', find, refused);
      expect(await runProgram(source, { env: { DB_URL: url } })).toEqual(expected);
    });
  });

  describeWithServer('MySQL', 'mysql2', (url) => {
    const select = `
      const connection = await require('mysql2/promise').createConnection(url);
      try { await connection.query('SELECT 1'); } finally { await connection.end(); }`;
    it.each([
      ['', ['CONNECT', 'SELECT', 'ran']],
      ['CONNECT', ['CONNECT', 'not this one']],
    ])('are asked for where %p is refused', async (refused, expected) => {
      const source = governed('mysql2', select, refused);
      expect(await runProgram(source, { env: { DB_URL: url } })).toEqual(expected);
    });
  });
});
