import { patchMethod, type Callable, type PatchUsers } from './patch-method';

/**
 * Stands around calls of a method: may call `next` with the same or other arguments, later, or not at all, and gives
 * the caller its own result.
 */
export type Around = (self: object, args: unknown[], next: (args: unknown[]) => unknown) => unknown;

const KEY = Symbol.for('openbox.patched-methods');

/** The arounds of one method, outermost last. */
class Arounds implements PatchUsers<Around> {
  readonly #uses = new Map<object, { readonly around: Around; count: number }>();

  add(owner: object, around: Around): void {
    const use = this.#uses.get(owner);
    if (use === undefined) this.#uses.set(owner, { around, count: 1 });
    else use.count += 1;
  }

  remove(owner: object): number {
    const use = this.#uses.get(owner);
    if (use !== undefined && --use.count === 0) this.#uses.delete(owner);
    return this.#uses.size;
  }

  call(self: object, args: unknown[], original: Callable): unknown {
    let call = (finalArgs: unknown[]): unknown => Reflect.apply(original, self, finalArgs);
    for (const { around } of this.#uses.values()) {
      const next = call;
      call = (nextArgs) => around(self, nextArgs, next);
    }
    return call(args);
  }
}

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
      const users = new Arounds();
      return {
        users,
        wrapper: function (this: object, ...args: unknown[]): unknown {
          return users.call(this, args, original);
        },
      };
    },
  });
}
