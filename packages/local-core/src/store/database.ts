import { createClient, type Client, type InStatement, type Row } from '@libsql/client';
import { LocalCoreError } from '../local-core-error';
import { MIGRATIONS } from './migrations';
import { errorMessage } from '../error-message';

export type { InStatement, Row };

/** A SQLite database whose writes are on the disk when their promise resolves. */
export interface Database {
  /** Runs one statement and gives its rows. */
  query(statement: InStatement): Promise<Row[]>;
  /** Runs statements that all take effect, or none, and gives the row id of the last insertion of each. */
  write(statements: readonly InStatement[]): Promise<(number | undefined)[]>;
  close(): Promise<void>;
}

/**
 * Opens a database and brings its tables up to date.
 *
 * @param path - a file, or `:memory:`
 * @throws {@link LocalCoreError} `data_dir_unusable` where the file was written by a newer version, or is no database
 */
export async function openDatabase(path: string): Promise<Database> {
  let client: Client | undefined;
  try {
    // One connection: its pragmas hold for every statement, and an in-memory database has no other.
    client = createClient({ url: path === ':memory:' ? ':memory:' : `file:${path}`, concurrency: 1 });
    await client.execute('PRAGMA journal_mode = WAL');
    await client.execute('PRAGMA synchronous = FULL');
    await migrate(client);
    return createDatabase(client);
  } catch (error) {
    client?.close();
    if (error instanceof LocalCoreError) throw error;
    throw new LocalCoreError(
      'data_dir_unusable',
      `Cannot open the database ${path}: ${errorMessage(error)}`,
      {
        cause: error,
      },
    );
  }
}

function createDatabase(client: Client): Database {
  return {
    query: async (statement) => (await client.execute(statement)).rows,
    write: async (statements) => {
      const results = await client.batch([...statements], 'write');
      return results.map(({ lastInsertRowid: id }) => (id === undefined ? undefined : Number(id)));
    },
    close: async () => {
      // Leaves one file behind that can be copied as it is.
      await client.execute('PRAGMA wal_checkpoint(TRUNCATE)');
      client.close();
    },
  };
}

async function migrate(client: Client): Promise<void> {
  const { rows } = await client.execute('PRAGMA user_version');
  const version = Number(rows[0]?.user_version ?? 0);
  if (version > MIGRATIONS.length) {
    const message = `The database is of version ${String(version)}, newer than this program knows (${String(MIGRATIONS.length)}). Use the newer program, or another data folder.`;
    throw new LocalCoreError('data_dir_unusable', message);
  }
  for (const [index, statements] of MIGRATIONS.entries()) {
    if (index < version) continue;
    await client.batch([...statements, `PRAGMA user_version = ${String(index + 1)}`], 'write');
  }
}
