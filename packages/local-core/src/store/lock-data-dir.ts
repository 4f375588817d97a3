import { createClient } from '@libsql/client';
import { join } from 'node:path';
import { LocalCoreError } from '../local-core-error';

/**
 * Keeps other processes out of a data folder until the returned function is called.
 *
 * The lock is the operating system's, taken by SQLite on a file of its own: it ends with the process, however that ends,
 * and the database itself stays readable for other tools.
 *
 * @throws {@link LocalCoreError} `data_dir_in_use`
 */
export async function lockDataDir(dataDir: string): Promise<() => void> {
  const client = createClient({ url: `file:${join(dataDir, 'lock.db')}`, concurrency: 1 });
  try {
    await client.execute('PRAGMA locking_mode = EXCLUSIVE');
    // In exclusive mode the lock of the first write is kept until the connection closes.
    await client.execute('PRAGMA user_version = 1');
  } catch (error) {
    client.close();
    const isBusy = error instanceof Error && /locked|busy/i.test(error.message);
    if (!isBusy) throw error;
    const message = `Another process is using the data folder ${dataDir}. Stop it, or choose another folder.`;
    throw new LocalCoreError('data_dir_in_use', message, { cause: error });
  }
  return () => {
    client.close();
  };
}
