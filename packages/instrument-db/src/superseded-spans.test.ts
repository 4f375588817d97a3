import { describeWithServer } from './test-support/describe-with-server';
import { runProgram } from './test-support/run-program';

/** A program that has OpenTelemetry's own instrumentation of its driver; reports our list and its exporter's. */
function withOpenTelemetry(instrumentations: Record<string, string>, program: string): string {
  const created = Object.entries(instrumentations).map(
    ([name, type]) => `new (load('@opentelemetry/instrumentation-${name}').${type})()`,
  );
  return `
    const { registerInstrumentations } = load('@opentelemetry/instrumentation');
    const { NodeTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } = load('@opentelemetry/sdk-trace-node');
    const exporter = new InMemorySpanExporter();
    new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }).register();
    registerInstrumentations({ instrumentations: [${created.join(', ')}] });
    const capture = enable();
    ${program}
    const makers = () => new Set(exporter.getFinishedSpans().map((span) => span.instrumentationScope.name));
    run().then((names) => {
      report({ names, makers: [...makers()].filter((name) => name.startsWith('@opentelemetry/')).sort() });
      process.exit();
    });`;
}

interface Case {
  readonly instrumentations: Record<string, string>;
  readonly program: string;
  readonly names: readonly string[];
}

const CASES: Readonly<Record<'PostgreSQL' | 'MySQL' | 'MongoDB' | 'Redis', Readonly<Record<string, Case>>>> =
  {
    PostgreSQL: {
      pg: {
        instrumentations: { pg: 'PgInstrumentation' },
        program: `
        const client = new (require('pg').Client)({ connectionString: process.env.DB_URL });
        const run = () => inActivity(async () => { await client.connect(); await client.query('SELECT 1'); });`,
        names: ['SELECT'],
      },
      'pg under knex': {
        instrumentations: { pg: 'PgInstrumentation', knex: 'KnexInstrumentation' },
        program: `
        const knex = require('knex')({ client: 'pg', connection: process.env.DB_URL });
        const run = async () => {
          // The first connection asks for the server's version.
          await knex.raw('SELECT 1');
          return inActivity(async () => knex.select(knex.raw('1')));
        };`,
        names: ['SELECT'],
      },
    },
    MySQL: {
      mysql2: {
        instrumentations: { mysql2: 'MySQL2Instrumentation' },
        program: `
        const client = require('mysql2').createConnection(process.env.DB_URL).promise();
        const run = () => inActivity(() => client.query('SELECT ?', [1]));`,
        names: ['SELECT'],
      },
    },
    MongoDB: {
      mongodb: {
        instrumentations: { mongodb: 'MongoDBInstrumentation' },
        program: `
        const client = new (require('mongodb').MongoClient)(process.env.DB_URL);
        const run = () => inActivity(() => client.db('test').collection('none').findOne({}));`,
        names: ['FIND'],
      },
    },
    Redis: {
      redis: {
        instrumentations: { redis: 'RedisInstrumentation' },
        program: `
        const client = require('redis').createClient({ url: process.env.DB_URL });
        const run = async () => { await client.connect(); return inActivity(() => client.get('a')); };`,
        names: ['GET'],
      },
      ioredis: {
        instrumentations: { ioredis: 'IORedisInstrumentation' },
        program: `
        const client = new (require('ioredis'))(process.env.DB_URL);
        const run = async () => { await client.get('a'); return inActivity(() => client.get('a')); };`,
        names: ['GET'],
      },
    },
  };

for (const server of ['PostgreSQL', 'MySQL', 'MongoDB', 'Redis'] as const) {
  describeWithServer(server, 'a program that traces its driver itself', (url) => {
    it.each(Object.entries(CASES[server]))(
      'has one span of each statement in the activity, and its own at its exporter: %s',
      async (_title, { instrumentations, program, names }) => {
        const source = withOpenTelemetry(instrumentations, program);
        expect(await runProgram(source, { env: { DB_URL: url } })).toEqual({
          names,
          makers: Object.keys(instrumentations)
            .map((name) => `@opentelemetry/instrumentation-${name}`)
            .sort(),
        });
      },
    );
  });
}
