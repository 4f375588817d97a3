import { randomBytes } from 'node:crypto';
import { createRequire } from 'node:module';
import { PrismaPg } from '@prisma/adapter-pg';
import { drizzle } from 'drizzle-orm/node-postgres';
import { sql } from 'drizzle-orm';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import knex from 'knex';
import mongoose from 'mongoose';
import * as mysql2 from 'mysql2';
import * as pg from 'pg';
import { Sequelize } from 'sequelize';
import { DataSource } from 'typeorm';
import { registerInstrumentations, WorkflowSpanProcessor, type Capture } from '@openbox/spans';
import { InMemoryGate } from '@openbox/spans/testing';
import { instrumentDatabase } from './databases';
import { runStatements } from './test-support/activity-run';
import { describeWithServer } from './test-support/describe-with-server';

const REFUSED = { threw: expect.objectContaining({ message: expect.stringContaining('no deletions') }) };

let spans: WorkflowSpanProcessor;
let capture: Capture;

function capturing(library: Parameters<typeof instrumentDatabase>[0], exports: unknown): void {
  beforeEach(() => {
    spans = new WorkflowSpanProcessor();
    capture = registerInstrumentations(spans, [instrumentDatabase(library, exports)]);
  });

  afterEach(() => {
    capture.shutdown();
  });
}

/** Runs a program that reads, and one that deletes, which is refused. */
async function expectGoverned(
  read: () => Promise<unknown>,
  remove: () => Promise<unknown>,
  operations: readonly [read: string, remove: string],
): Promise<void> {
  const gate = new InMemoryGate(({ name }) =>
    name === operations[1] ? { verdict: 'block', reason: 'no deletions' } : undefined,
  );
  const reading = await runStatements(spans, gate, read);
  expect(reading.outcome).toHaveProperty('returned');
  expect(reading.spans.map(({ name }) => name)).toEqual([operations[0]]);
  const removing = await runStatements(spans, gate, remove);
  expect(removing.outcome).toEqual(REFUSED);
  expect(removing.spans.map(({ name }) => name)).toEqual([operations[1]]);
}

describeWithServer('PostgreSQL', 'what is built upon pg', (url) => {
  capturing('pg', pg);

  // covers: 154
  it('knex, on pg', async () => {
    const db = knex({ client: 'pg', connection: url });
    // The first connection asks for the server's version.
    await db.raw('SELECT 1');
    await expectGoverned(
      async () => db.select('relname').from('pg_class').where({ relname: 'x' }),
      async () => db('pg_class').where({ relname: 'x' }).delete(),
      ['SELECT', 'DELETE'],
    );
    await db.destroy();
  });

  it('TypeORM, on pg', async () => {
    const source = await new DataSource({ type: 'postgres', url }).initialize();
    await expectGoverned(
      () => source.query('SELECT $1::int', [1]),
      () =>
        source
          .createQueryBuilder()
          .delete()
          .from('pg_class')
          .where('relname = :name', { name: 'x' })
          .execute(),
      ['SELECT', 'DELETE'],
    );
    await source.destroy();
  });

  it('Sequelize, on pg', async () => {
    const db = new Sequelize(url, { logging: false });
    await db.authenticate();
    await expectGoverned(
      () => db.query('SELECT 1'),
      () => db.query('DELETE FROM pg_class WHERE relname = $name', { bind: { name: 'x' } }),
      ['SELECT', 'DELETE'],
    );
    await db.close();
  });

  it('Drizzle', async () => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    const db = drizzle(client);
    await expectGoverned(
      async () => db.execute(sql`SELECT ${1}::int`),
      // Drizzle wraps what its driver throws.
      () => db.execute(sql`DELETE FROM pg_class WHERE relname = ${'x'}`).catch(throwCause),
      ['SELECT', 'DELETE'],
    );
    await client.end();
  });

  it('the driver adapter of Prisma', async () => {
    const adapter = await new PrismaPg({ connectionString: url }).connect();
    const query = (text: string): Promise<unknown> => adapter.queryRaw({ sql: text, args: [], argTypes: [] });
    await expectGoverned(
      () => query('SELECT 1'),
      () => query('DELETE FROM pg_class').catch(throwCause),
      ['SELECT', 'DELETE'],
    );
    await adapter.dispose();
  });
});

describeWithServer('MySQL', 'what is built upon mysql2', (url) => {
  capturing('mysql2', mysql2);

  it('knex, on mysql2', async () => {
    const db = knex({ client: 'mysql2', connection: url });
    // The first connection asks for the server's version.
    await db.raw('SELECT 1');
    await expectGoverned(
      async () => db.select(db.raw('1')),
      async () => db('mysql.user').where({ User: 'x' }).delete(),
      ['SELECT', 'DELETE'],
    );
    await db.destroy();
  });

  it('Sequelize, on mysql2', async () => {
    const db = new Sequelize(url, { logging: false, dialect: 'mysql' });
    await db.authenticate();
    await expectGoverned(
      () => db.query('SELECT 1'),
      () => db.query('DELETE FROM mysql.user WHERE User = :name', { replacements: { name: 'x' } }),
      ['SELECT', 'DELETE'],
    );
    await db.close();
  });

  it('TypeORM, on mysql2', async () => {
    const source = await new DataSource({ type: 'mysql', url }).initialize();
    await expectGoverned(
      () => source.query('SELECT ?', [1]),
      () => source.query('DELETE FROM mysql.user WHERE User = ?', ['x']),
      ['SELECT', 'DELETE'],
    );
    await source.destroy();
  });
});

describeWithServer('MongoDB', 'what is built upon mongodb', (url) => {
  capturing('mongodb', jest.requireActual(driverOfMongoose()));

  it('Mongoose', async () => {
    const connection = await mongoose.createConnection(`${url}/test`).asPromise();
    const Note = connection.model('Note', new mongoose.Schema({ text: String }));
    await Note.init();
    await expectGoverned(
      async () => Note.find({ text: 'x' }).lean(),
      async () => Note.deleteMany({ text: 'x' }),
      ['FIND', 'DELETE'],
    );
    await connection.close();
  });
});

describeWithServer('Redis', 'what is built upon ioredis', (url) => {
  capturing('ioredis', Redis);

  it('BullMQ', async () => {
    const connection = new Redis(url, { maxRetriesPerRequest: null });
    const queue = new Queue(`q-${randomBytes(4).toString('hex')}`, { connection });
    await queue.waitUntilReady();
    const { outcome, spans: recorded } = await runStatements(spans, new InMemoryGate(), async () => {
      const { id } = await queue.add('job', { secret: 'of the program' });
      return id;
    });
    expect(outcome).toEqual({ returned: '1' });
    expect(recorded.at(-1)?.name).toMatch(/^EVAL(SHA)?$/);
    expect(JSON.stringify(recorded)).not.toContain('of the program');
    await queue.obliterate();
    await queue.close();
    await connection.quit();
  });
});

/** Mongoose brings a copy of the driver. */
function driverOfMongoose(): string {
  const mongooseFile = createRequire(__filename).resolve('mongoose');
  return createRequire(mongooseFile).resolve('mongodb/lib/cmap/connection');
}

function throwCause(error: unknown): never {
  throw error instanceof Error && error.cause instanceof Error ? error.cause : error;
}
