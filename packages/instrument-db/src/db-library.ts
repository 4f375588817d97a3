import type { DatabaseDriver } from './drivers/database-driver';
import { ioredis } from './drivers/ioredis';
import { mongodb } from './drivers/mongodb';
import { mysql } from './drivers/mysql';
import { mysql2 } from './drivers/mysql2';
import { pg } from './drivers/pg';
import { redis } from './drivers/redis';

/** The database clients that can be governed, by the name that they are installed under. */
export const DRIVERS = { pg, mysql2, mysql, mongodb, redis, ioredis } as const satisfies Record<
  string,
  DatabaseDriver
>;

/** Name of a database client, such as `pg`. What is built upon one, such as knex or TypeORM, is governed with it. */
export type DbLibrary = keyof typeof DRIVERS;

/** Whether a text is the name of a client that can be governed. */
export function isDbLibrary(name: string): name is DbLibrary {
  return Object.hasOwn(DRIVERS, name);
}
