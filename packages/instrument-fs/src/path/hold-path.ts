import { isAbsolute, resolve } from 'node:path';

/**
 * Keeps a path argument as it is now, for a call that waits for its verdict: the program may change a Buffer, a URL or
 * its working directory meanwhile, and what was allowed is what must happen. The argument itself is used as long as it
 * still names the same path, so that errors speak of it.
 */
export function holdPath(argument: unknown): () => unknown {
  if (typeof argument === 'string' && !isAbsolute(argument)) {
    const absolute = resolve(argument);
    return () => (resolve(argument) === absolute ? argument : absolute);
  }
  if (argument instanceof Uint8Array) {
    const copy = Buffer.from(argument);
    return () => copy;
  }
  if (argument instanceof URL) {
    const { href } = argument;
    return () => (argument.href === href ? argument : new URL(href));
  }
  return () => argument;
}

/** Arguments with those at the given places held. */
export function holdPaths(args: readonly unknown[], indexes: readonly number[]): () => readonly unknown[] {
  const held = new Map(
    indexes.filter((index) => index < args.length).map((index) => [index, holdPath(args[index])]),
  );
  return () => args.map((argument, index) => held.get(index)?.() ?? argument);
}
