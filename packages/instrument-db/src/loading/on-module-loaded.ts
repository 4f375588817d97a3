import Module from 'node:module';
import { neverThrow } from '@openbox/spans';
import { propertyOf } from '../patch/reflection';

type Listener = (path: string, exports: unknown) => void;

interface LoadHook {
  readonly listeners: Set<Listener>;
  readonly wrapper: unknown;
  readonly restore: () => void;
}

const HOOK = Symbol.for('openbox.instrument-db.module-load');

/**
 * Calls back after each CommonJS module that is loaded from now on, whoever loads it: `require`, or `import` of an ES
 * module. Does nothing where modules are not loaded by Node itself, as under Jest or in a bundle.
 *
 * @returns stops it
 */
export function onModuleLoaded(listener: Listener): () => void {
  const prototype: object = Module.prototype;
  const hook = loadHook(prototype) ?? installLoadHook(prototype);
  if (hook === undefined) return () => undefined;
  // A function of its own, so that the same listener may be given twice.
  const own: Listener = (path, exports) => {
    listener(path, exports);
  };
  hook.listeners.add(own);
  return () => {
    hook.listeners.delete(own);
    if (hook.listeners.size > 0 || propertyOf(prototype, 'load') !== hook.wrapper) return;
    hook.restore();
    Reflect.deleteProperty(prototype, HOOK);
  };
}

function installLoadHook(prototype: object): LoadHook | undefined {
  const load = Object.getOwnPropertyDescriptor(prototype, 'load');
  const original: unknown = load?.value;
  if (load === undefined || typeof original !== 'function') return undefined;
  const listeners = new Set<Listener>();
  const wrapper = function (this: unknown, ...args: unknown[]): unknown {
    const result: unknown = Reflect.apply(original, this, args);
    const [path] = args;
    for (const listener of listeners) {
      if (typeof path === 'string')
        neverThrow('looking at a loaded module', () => {
          listener(path, propertyOf(this, 'exports'));
        });
    }
    return result;
  };
  Object.defineProperty(prototype, 'load', { ...load, value: wrapper });
  const hook: LoadHook = {
    listeners,
    wrapper,
    restore: () => {
      Object.defineProperty(prototype, 'load', load);
    },
  };
  Object.defineProperty(prototype, HOOK, { value: hook, configurable: true });
  return hook;
}

function loadHook(prototype: object): LoadHook | undefined {
  const existing: unknown = propertyOf(prototype, HOOK);
  return isLoadHook(existing) ? existing : undefined;
}

function isLoadHook(value: unknown): value is LoadHook {
  return typeof value === 'object' && value !== null && 'listeners' in value && 'restore' in value;
}
