import { integerOf, propertyOf } from '../patch/reflection';
import type { RedisCommand } from './redis-command';

const REQUESTED = Symbol.for('openbox.instrument-db.requested-database');

/** The database that the last `SELECT` of some commands switches to; `undefined` where there is none. */
export function selectedBy(commands: readonly RedisCommand[]): number | undefined {
  const last = commands.findLast(({ name }) => name === 'SELECT');
  return last === undefined ? undefined : integerOf(String(last.args[0]));
}

/** The database that a client was asked to select, where the `SELECT` still waits for its verdict. */
export function requestedDatabase(client: object): number | undefined {
  return integerOf(propertyOf(propertyOf(client, REQUESTED), 'index'));
}

/**
 * Notes what {@link requestedDatabase} says, for what the program asks for behind the `SELECT`.
 *
 * @returns forgets it, once the client knows or the command was refused
 */
export function requestDatabase(client: object, index: number | undefined): () => void {
  if (index === undefined) return () => undefined;
  const request = { index };
  Object.defineProperty(client, REQUESTED, { value: request, configurable: true });
  return () => {
    if (propertyOf(client, REQUESTED) === request) Reflect.deleteProperty(client, REQUESTED);
  };
}
