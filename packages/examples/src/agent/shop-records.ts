import { ApplicationFailure } from '@temporalio/common';
import type { Pool } from 'pg';
import * as v from 'valibot';

const CustomerRecordSchema = v.object({
  id: v.string(),
  name: v.string(),
  email: v.string(),
  phone: v.string(),
  since: v.number(),
});

/** What the shop keeps about one customer. */
export type CustomerRecord = v.InferOutput<typeof CustomerRecordSchema>;

/** Money that goes back to a customer. */
export interface Refund {
  /** The same for every attempt at one refund, so that it is booked once. */
  readonly requestId: string;
  readonly customerId: string;
  readonly orderId: string;
  readonly amountUsd: number;
}

/** The shop's customers, orders and refunds. Unknown customers and orders are failures that no retry can mend. */
export interface ShopRecords {
  findCustomer(customerId: string): Promise<CustomerRecord>;
  closeAccount(customerId: string): Promise<void>;
  /** Book a refund; the same `requestId` again changes nothing. */
  bookRefund(refund: Refund): Promise<void>;
  listCustomers(): Promise<readonly CustomerRecord[]>;
}

const unknown = (what: string): ApplicationFailure =>
  ApplicationFailure.nonRetryable(`No ${what} in the shop's records.`, 'UnknownRecord');

/** The records in a PostgreSQL database: plain `pg`, every value a parameter. */
export function createShopRecords(database: Pick<Pool, 'query'>): ShopRecords {
  return {
    findCustomer: async (customerId) => {
      const { rows } = await database.query<Record<string, unknown>>(
        'SELECT id, name, email, phone, since FROM customers WHERE id = $1',
        [customerId],
      );
      if (!rows[0]) throw unknown(`customer ${customerId}`);
      return v.parse(CustomerRecordSchema, rows[0]);
    },
    closeAccount: async (customerId) => {
      const sql = 'UPDATE customers SET closed = true WHERE id = $1';
      const { rowCount } = await database.query(sql, [customerId]);
      if (!rowCount) throw unknown(`customer ${customerId}`);
    },
    bookRefund: async ({ requestId, customerId, orderId, amountUsd }) => {
      const order = await database.query('SELECT id FROM orders WHERE id = $1 AND customer_id = $2', [
        orderId,
        customerId,
      ]);
      if (!order.rowCount) throw unknown(`order ${orderId} of ${customerId}`);
      await database.query(
        'INSERT INTO refunds (request_id, order_id, amount_usd) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
        [requestId, orderId, amountUsd],
      );
    },
    listCustomers: async () => {
      const sql = 'SELECT id, name, email, phone, since FROM customers ORDER BY id';
      const { rows } = await database.query<Record<string, unknown>>(sql);
      return v.parse(v.array(CustomerRecordSchema), rows);
    },
  };
}
