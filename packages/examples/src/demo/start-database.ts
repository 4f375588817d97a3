import { randomBytes } from 'node:crypto';
import { Pool } from 'pg';
import { DemoError } from './demo-error';
import { startEmbeddedPostgres } from './embedded-postgres';
import { seedDatabase } from './seed-database';

/** The shop's database, filled. */
export interface DemoDatabase {
  readonly pool: Pool;
  /** One line that says where it is, without its password. */
  readonly description: string;
  /** Resolves with a line that says how, should the server end by itself; never for a server of your own. */
  readonly exited: Promise<string>;
  close(): Promise<void>;
}

const NEVER = new Promise<never>(() => undefined);
const CONNECT_TIMEOUT_MS = 10_000;

function addressOf(connectionString: string): string {
  if (!URL.canParse(connectionString) || !/^postgres(ql)?:$/.test(new URL(connectionString).protocol)) {
    throw new DemoError(
      'OPENBOX_DEMO_PG_URL is not an address such as postgres://user:password@127.0.0.1:5432/database.',
    );
  }
  const { host, pathname } = new URL(connectionString);
  return `${host}${pathname}`;
}

/** Everything in a schema of its own, so that a database of yours keeps what it has. */
async function createShop(connectionString: string): Promise<Pick<DemoDatabase, 'pool' | 'close'>> {
  const schema = `openbox_demo_${randomBytes(4).toString('hex')}`;
  const pool = new Pool({
    connectionString,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    options: `-c search_path=${schema}`,
  });
  // A connection that breaks while nobody uses it: the next query tells.
  pool.on('error', () => undefined);
  const close = async (): Promise<void> => {
    try {
      await pool.query(`DROP SCHEMA IF EXISTS ${schema} CASCADE`);
    } finally {
      await pool.end();
    }
  };
  try {
    await pool.query(`CREATE SCHEMA ${schema}`);
    await seedDatabase(pool);
    return { pool, close };
  } catch (error) {
    await close().catch(() => undefined);
    throw error;
  }
}

/**
 * The shop's database at `OPENBOX_DEMO_PG_URL`, or else on an embedded server that is started for it. Nothing of it is
 * left when it is closed.
 *
 * @throws {@link DemoError} where there is no such database, with what the server said.
 */
export async function startDatabase(
  env: Readonly<Record<string, string | undefined>>,
): Promise<DemoDatabase> {
  const given = env.OPENBOX_DEMO_PG_URL;
  if (given) {
    const address = addressOf(given);
    const shop = await createShop(given).catch((error: unknown) => {
      const said = error instanceof Error ? error.message : String(error);
      throw new DemoError(
        `The PostgreSQL database of OPENBOX_DEMO_PG_URL, ${address}, cannot be used: ${said}`,
        {
          cause: error,
        },
      );
    });
    return { ...shop, description: `PostgreSQL database ${address}`, exited: NEVER };
  }
  const server = await startEmbeddedPostgres();
  try {
    const shop = await createShop(server.connectionString);
    return {
      pool: shop.pool,
      description: `PostgreSQL (embedded) at ${addressOf(server.connectionString)}`,
      exited: server.exited,
      close: async () => {
        await shop.pool.end();
        await server.close();
      },
    };
  } catch (error) {
    await server.close();
    throw error;
  }
}
