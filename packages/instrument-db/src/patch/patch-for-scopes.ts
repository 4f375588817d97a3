import { patchMethod } from '@openbox/spans';
import { SeenScopes } from './seen-scopes';

/** A method as it is replaced: `this` is the driver's object. */
export type Method<This> = (this: This, ...args: unknown[]) => unknown;

/** Makes the replacement of a method. `original` does what the driver did before. */
export type MakeWrapper<This> = (original: Method<This>, scopes: SeenScopes) => Method<This>;

const KEY = Symbol.for('openbox.instrument-db.patched-methods');

/**
 * Replaces a method for the scopes of one processor. A method is replaced once, however many processors ask for it.
 *
 * @returns takes the processor back, and the patch with the last one; `undefined` where there is no such method
 */
export function patchForScopes<This>(
  target: object,
  name: string,
  processor: object,
  makeWrapper: MakeWrapper<This>,
): (() => void) | undefined {
  return patchMethod<undefined>({
    key: KEY,
    target,
    name,
    owner: processor,
    use: undefined,
    replace: (original) => {
      const users = new SeenScopes();
      return { users, wrapper: makeWrapper(original, users) };
    },
  });
}
