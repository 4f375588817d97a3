import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type CustomerMessage, parseCustomerMessage } from './customer-message';

/**
 * Read one message of the mailbox folder.
 *
 * @throws Error when `id` is more than a bare file name, so that an id from outside never leaves the folder.
 */
export async function readCustomerMessage(folder: string, id: string): Promise<CustomerMessage> {
  if (!/^[a-z0-9-]+$/.test(id))
    throw new Error(`"${id}" is not a message id: lower-case letters, digits and "-" only.`);
  return parseCustomerMessage(id, await readFile(join(folder, `${id}.txt`), 'utf8'));
}
