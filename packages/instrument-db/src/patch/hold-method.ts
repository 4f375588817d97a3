import { isObject, propertyOf } from './reflection';
import { overrideMethod } from './override-method';

/**
 * Puts the calls of a method aside that either takes a callback or returns a promise.
 *
 * @returns makes the calls, and later ones directly
 */
export function holdMethod(target: unknown, name: string): () => void {
  const existing = propertyOf(target, name);
  if (!isObject(target) || typeof existing !== 'function') return () => undefined;
  const held: (() => void)[] = [];
  const call = (args: unknown[]): unknown => Reflect.apply(existing, target, args);
  const restore = overrideMethod(target, name, (...args: unknown[]) => {
    if (args.some((arg) => typeof arg === 'function')) {
      held.push(() => void call(args));
      return undefined;
    }
    return new Promise((resolve) => {
      held.push(() => {
        resolve(call(args));
      });
    });
  });
  return () => {
    restore();
    for (const run of held.splice(0)) run();
  };
}
