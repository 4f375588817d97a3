import type { StatementFacts } from '../operation/statement-facts';
import { redisStatement } from './redis-statement';
import { selectedBy } from './selected-database';

/** A command with its arguments, as a Redis client sends it. */
export interface RedisCommand {
  /** Upper-case. */
  readonly name: string;
  readonly args: readonly unknown[];
}

/** What a client sends for itself: to open, keep and close a connection. */
const CONNECTION_COMMANDS = new Set([
  'AUTH',
  'HELLO',
  'PING',
  'QUIT',
  'READONLY',
  'READWRITE',
  'ASKING',
  'RESET',
]);
const CONNECTION_SUBCOMMANDS = /^CLIENT (?:SETINFO|SETNAME|TRACKING|MAINT_NOTIFICATIONS)$/;

/** Reads a command as it goes over the wire: name first. */
export function toRedisCommand(words: readonly unknown[]): RedisCommand {
  const [name, ...args] = words;
  return { name: String(name).toUpperCase(), args };
}

/** Whether a command is the connection's own and says nothing about data. */
export function isConnectionCommand({ name, args }: RedisCommand): boolean {
  return (
    CONNECTION_COMMANDS.has(name) || CONNECTION_SUBCOMMANDS.test(`${name} ${String(args[0]).toUpperCase()}`)
  );
}

type CommandFacts = Pick<StatementFacts, 'operation' | 'statement' | 'values' | 'databaseIndex'>;

/** Commands that are sent together, each in the database that those before it selected. */
export function batchFacts(commands: readonly RedisCommand[]): readonly CommandFacts[] {
  let databaseIndex: number | undefined;
  return commands.map((command) => {
    const facts = { ...commandFacts(command), ...(databaseIndex === undefined ? {} : { databaseIndex }) };
    databaseIndex = selectedBy([command]) ?? databaseIndex;
    return facts;
  });
}

/** One command as one statement. */
export function commandFacts(command: RedisCommand): CommandFacts {
  return {
    operation: command.name,
    values: command.args,
    statement: redisStatement(command.name, command.args),
  };
}
