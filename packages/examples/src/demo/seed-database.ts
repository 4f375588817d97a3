import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Pool } from 'pg';

const FOLDER = resolve(__dirname, '../../customers');

const TABLES = `
  CREATE TABLE customers (
    id text PRIMARY KEY, name text NOT NULL, email text NOT NULL, phone text NOT NULL, since integer NOT NULL,
    closed boolean NOT NULL DEFAULT false
  );
  CREATE TABLE orders (
    id text PRIMARY KEY, customer_id text NOT NULL REFERENCES customers, item text NOT NULL,
    total_usd numeric(12, 2) NOT NULL
  );
  CREATE TABLE refunds (
    request_id text PRIMARY KEY, order_id text NOT NULL REFERENCES orders, amount_usd numeric(12, 2) NOT NULL
  );`;

/** Create the shop's tables in the pool's schema and fill them with the customers and orders that are shipped. */
export async function seedDatabase(database: Pick<Pool, 'query'>): Promise<void> {
  await database.query(TABLES);
  await database.query(
    `INSERT INTO customers (id, name, email, phone, since)
     SELECT id, name, email, phone, since FROM json_populate_recordset(NULL::customers, $1)`,
    [await readFile(resolve(FOLDER, 'customers.json'), 'utf8')],
  );
  await database.query(
    `INSERT INTO orders (id, customer_id, item, total_usd)
     SELECT id, "customerId", item, "totalUsd"
     FROM json_to_recordset($1) AS t (id text, "customerId" text, item text, "totalUsd" numeric)`,
    [await readFile(resolve(FOLDER, 'orders.json'), 'utf8')],
  );
}
