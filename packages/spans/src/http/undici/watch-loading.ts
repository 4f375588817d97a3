import Module from 'node:module';
import { aroundMethod } from '../../instrumentation/around-method';
import { neverThrow } from '../../otel/never-throw';
import { dispatcherPrototypeIn } from './dispatcher-prototypes';

const BASE_FILE = /(?:^|[\\/])dispatcher-base(?:\.js)?$/;

/**
 * Tells of copies of undici that are loaded from now on. undici is CommonJS, so that also an ES module's import of it
 * comes by here.
 *
 * @returns ends it
 */
export function watchUndiciLoading(owner: object, onPrototype: (prototype: object) => void): () => void {
  const undo = aroundMethod(Module.prototype, 'require', owner, (_module, args, next) => {
    const exported = next(args);
    const [id] = args;
    if (typeof id === 'string' && BASE_FILE.test(id)) {
      neverThrow('taking a copy of undici in', () => {
        const prototype = dispatcherPrototypeIn(exported);
        if (prototype !== undefined) onPrototype(prototype);
      });
    }
    return exported;
  });
  return () => undo?.();
}
