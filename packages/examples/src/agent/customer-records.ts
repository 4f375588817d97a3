import { readFile } from 'node:fs/promises';
import * as v from 'valibot';

const CustomerRecordSchema = v.object({
  id: v.string(),
  name: v.string(),
  email: v.string(),
  phone: v.string(),
  since: v.number(),
  orders: v.number(),
});

/** What the shop keeps about one customer. */
export type CustomerRecord = v.InferOutput<typeof CustomerRecordSchema>;

/**
 * Find one customer in the records file.
 *
 * @throws Error when the file is malformed or has no such customer.
 */
export async function findCustomer(file: string, customerId: string): Promise<CustomerRecord> {
  const records = v.parse(v.array(CustomerRecordSchema), JSON.parse(await readFile(file, 'utf8')));
  const record = records.find((candidate) => candidate.id === customerId);
  if (!record) throw new Error(`No customer ${customerId} on file.`);
  return record;
}
