import { createClient } from '@libsql/client';
import { join } from 'node:path';
import { errorMessage } from '../error-message';
import { LocalCoreError } from '../local-core-error';

/**
 * Keeps other processes out of a data folder until the returned function is called.
 *
 * The lock is the operating system's, held by a SQLite transaction on a file of its own: it ends with the process, however that ends,
 * and the database itself stays readable for other tools.
 *
 * @throws {@link LocalCoreError} `data_dir_in_use`
 */
export async function lockDataDir(dataDir: string): Promise<() => void> {
  const client = createClient({ url: `file:${join(dataDir, 'lock.db')}`, concurrency: 1 });
  try {
    const transaction = await client.transaction('write');
    return () => {
      // Closing alone would keep the lock until the connection is garbage collected.
      transaction.close();
      client.close();
    };
  } catch (error) {
    client.close();
    if (!/locked|busy/i.test(errorMessage(error))) throw error;
    const message = `Another process is using the data folder ${dataDir}. Stop it, or choose another folder.`;
    throw new LocalCoreError('data_dir_in_use', message, { cause: error });
  }
}
