import { existsSync } from 'node:fs';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded-postgres';
import { type DemoDatabase, startDatabase } from './start-database';

const schemasOf = async ({ pool }: DemoDatabase): Promise<unknown[]> => {
  const sql = `SELECT nspname FROM pg_namespace WHERE nspname LIKE 'openbox_demo_%'`;
  return (await pool.query<{ nspname: string }>(sql)).rows;
};

describe('startDatabase', () => {
  it('starts a server of its own, filled, and leaves nothing of it', async () => {
    const database = await startDatabase({});
    const { rows } = await database.pool.query<{ orders: string; folder: string }>(
      `SELECT count(*) AS orders, current_setting('data_directory') AS folder
       FROM orders JOIN customers ON customers.id = customer_id`,
    );
    const folder = rows[0]?.folder ?? '';
    expect(rows).toMatchObject([{ orders: '9' }]);
    expect(database.description).toMatch(/^PostgreSQL \(embedded\) at 127\.0\.0\.1:\d+\/postgres$/);
    expect(existsSync(folder)).toBe(true);
    await database.close();
    await expect(database.exited).resolves.toContain('PostgreSQL ended with exit code 0');
    expect(existsSync(folder)).toBe(false);
  });

  it.each(['nonsense', 'http://127.0.0.1/db'])('refuses the address %p', async (address) => {
    await expect(startDatabase({ OPENBOX_DEMO_PG_URL: address })).rejects.toMatchObject({
      name: 'DemoError',
      message: expect.stringContaining('OPENBOX_DEMO_PG_URL is not an address'),
    });
  });

  it('says which database cannot be used, without its password', async () => {
    const given = startDatabase({ OPENBOX_DEMO_PG_URL: 'postgres://me:hidden@127.0.0.1:9/shop' });
    const error: unknown = await given.catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: 'DemoError', message: expect.stringContaining('127.0.0.1:9/shop') });
    expect(String(error)).not.toContain('hidden');
  });
});

describe('startDatabase with a database of your own', () => {
  let server: EmbeddedPostgres;

  beforeAll(async () => {
    server = await startEmbeddedPostgres();
  });

  afterAll(async () => {
    await server.close();
  });

  it('keeps to a schema that is gone afterwards, so that two demos never meet', async () => {
    const env = { OPENBOX_DEMO_PG_URL: server.connectionString };
    const first = await startDatabase(env);
    const second = await startDatabase(env);
    await first.pool.query('DELETE FROM orders');
    await expect(second.pool.query('SELECT id FROM orders')).resolves.toMatchObject({ rowCount: 9 });
    await expect(schemasOf(second)).resolves.toHaveLength(2);
    await first.close();
    await expect(schemasOf(second)).resolves.toHaveLength(1);
    await second.close();
  });
});
