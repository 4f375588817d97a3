/** How many of a command's arguments name something, from the first on; all others are values. */
type Shown = (args: readonly string[]) => (index: number) => boolean;

const first =
  (count: number): Shown =>
  () =>
  (index) =>
    index < count;
const all: Shown = () => () => true;
const none: Shown = () => () => false;
/** Key, value, key, value, … */
const alternating: Shown = () => (index) => index % 2 === 0;
/** Key, then field, value, field, value, … */
const fields: Shown = () => (index) => index === 0 || index % 2 === 1;
/** Script or function, number of keys, the keys, then values. */
const script: Shown = (args) => (index) => index < 2 + (Number(args[1]) || 0);

const SHOWN = new Map<string, Shown>();
for (const [shown, names] of [
  [none, 'AUTH HELLO ECHO PING MIGRATE'],
  [
    all,
    `DEL UNLINK EXISTS TOUCH MGET WATCH RENAME RENAMENX COPY SINTER SUNION SDIFF SINTERSTORE SUNIONSTORE SDIFFSTORE
     PFCOUNT PFMERGE HGET HMGET HDEL HEXISTS HSTRLEN HKEYS HVALS HLEN HGETALL TYPE TTL PTTL PERSIST DUMP KEYS SCAN
     SUBSCRIBE UNSUBSCRIBE PSUBSCRIBE PUNSUBSCRIBE SSUBSCRIBE SUNSUBSCRIBE SELECT FLUSHALL FLUSHDB DBSIZE INFO SAVE
     BGSAVE SHUTDOWN SMOVE RPOPLPUSH LMOVE BLMOVE XREAD XREADGROUP XLEN XACK`,
  ],
  [first(2), 'HINCRBY HINCRBYFLOAT HSETNX'],
  [alternating, 'MSET MSETNX'],
  [fields, 'HSET HMSET'],
  [script, 'EVAL EVAL_RO EVALSHA EVALSHA_RO FCALL FCALL_RO'],
  // The subcommand; what follows may be a password (CONFIG SET requirepass).
  [
    first(1),
    'ACL CLIENT CLUSTER COMMAND CONFIG DEBUG FUNCTION LATENCY MEMORY MODULE OBJECT PUBSUB SCRIPT SLOWLOG',
  ],
  [first(2), 'XGROUP XINFO'],
] as const satisfies readonly (readonly [Shown, string])[]) {
  for (const name of names.split(/\s+/)) SHOWN.set(name, shown);
}

const MAX_ARGS = 1_000;
const MAX_ARG_CHARS = 512;

/** A Redis command with `?` in place of every value: `SET key ?`. */
export function redisStatement(command: string, args: readonly unknown[]): string {
  const texts = args.slice(0, MAX_ARGS).map(argText);
  const isShown = (SHOWN.get(command.split(' ')[0] ?? command) ?? first(1))(texts);
  // The name of a command may have its subcommand in it: `CONFIG SET`.
  const offset = command.split(' ').length - 1;
  const shown = texts.map((text, index) => (isShown(index + offset) ? text : '?'));
  if (args.length > MAX_ARGS) shown.push(`[${args.length - MAX_ARGS} more]`);
  return [command, ...shown].join(' ');
}

function argText(arg: unknown): string {
  if (Buffer.isBuffer(arg)) return arg.subarray(0, MAX_ARG_CHARS).toString('utf8');
  return typeof arg === 'string' || typeof arg === 'number' ? String(arg).slice(0, MAX_ARG_CHARS) : '?';
}
