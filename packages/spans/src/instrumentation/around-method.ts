import { CountedUsers } from './counted-users';
import { patchMethod, type Callable } from './patch-method';

/**
 * Stands around calls of a method: may call `next` with the same or other arguments, later, or not at all, and gives
 * the caller its own result.
 */
export type Around = (self: object, args: unknown[], next: (args: unknown[]) => unknown) => unknown;

const KEY = Symbol.for('openbox.patched-methods');

/**
 * Puts `around` around a method of an object. The method is replaced once, whoever asks for it and however often; one
 * `owner` stands around it once.
 *
 * @returns takes it back, and the original with the last one; `undefined` where there is no such method
 */
export function aroundMethod(
  target: object,
  name: PropertyKey,
  owner: object,
  around: Around,
): (() => void) | undefined {
  return patchMethod<Around>({
    key: KEY,
    target,
    name,
    owner,
    use: around,
    replace: (original) => {
      const users = new CountedUsers<Around>();
      return {
        users,
        wrapper: function (this: object, ...args: unknown[]): unknown {
          return callThrough(users, this, args, original);
        },
      };
    },
  });
}

/** The one that came last is the outermost. */
function callThrough(arounds: Iterable<Around>, self: object, args: unknown[], original: Callable): unknown {
  let call = (finalArgs: unknown[]): unknown => Reflect.apply(original, self, finalArgs);
  for (const around of arounds) {
    const next = call;
    call = (nextArgs) => around(self, nextArgs, next);
  }
  return call(args);
}
