import { CountedUsers } from '../instrumentation/counted-users';
import { patchMethod } from '../instrumentation/patch-method';

/** Called before an object is made, with the arguments; what it throws keeps the object from being made. */
export type BeforeConstruct = (args: readonly unknown[]) => void;

const KEY = Symbol.for('openbox.patched-constructors');

/**
 * Has `before` called before each object that a class makes, which is a property of a module. The class stays what it is
 * for `instanceof`, for its subclasses and for its static members.
 *
 * @returns takes it back, and the original with the last one; `undefined` where there is no such class
 */
export function aroundConstructor(
  target: object,
  name: PropertyKey,
  owner: object,
  before: BeforeConstruct,
): (() => void) | undefined {
  return patchMethod<BeforeConstruct>({
    key: KEY,
    target,
    name,
    owner,
    use: before,
    replace: (original) => {
      const users = new CountedUsers<BeforeConstruct>();
      const wrapper = new Proxy(original, {
        construct(made, args: unknown[], newTarget): object {
          for (const before of users) before(args);
          return Reflect.construct(made, args, newTarget) as object;
        },
      });
      return { users, wrapper };
    },
  });
}
