import Module, { createRequire } from 'node:module';
import { runInThisContext } from 'node:vm';
import { isObject } from '../is-object';

const DISPATCHERS = [Symbol.for('undici.globalDispatcher.1'), Symbol.for('undici.globalDispatcher.2')];
// Of whatever folder, because a package may be installed under another name.
const DISPATCHER_FILE = /[\\/]lib[\\/](?:dispatcher[\\/])?dispatcher-base\.js$/;

/** The prototypes whose `dispatch` every request of a copy of undici goes through, of the copies that are loaded. */
export function findDispatcherPrototypes(): Set<object> {
  return new Set([...ofGlobalDispatchers(), ...ofLoadedModules()]);
}

/** The prototype in what a file of undici exports, if it is the one. */
export function dispatcherPrototypeIn(exported: unknown): object | undefined {
  if (typeof exported !== 'function') return undefined;
  const prototype: unknown = exported.prototype;
  return isObject(prototype) && Object.hasOwn(prototype, 'dispatch') ? prototype : undefined;
}

/** Those of Node's own undici, behind the global `fetch`, and of whoever took its place. */
function ofGlobalDispatchers(): object[] {
  // Under Jest `globalThis` is another object than that of Node, which has the dispatcher.
  const nodeGlobal: unknown = runInThisContext('globalThis');
  const globals = [globalThis, nodeGlobal].filter(isObject);
  // Node loads its undici when one of its classes is used for the first time.
  for (const each of globals) Reflect.get(each, 'Response');
  return globals
    .flatMap((each) => DISPATCHERS.map((key): unknown => Reflect.get(each, key)))
    .flatMap((dispatcher) => (isObject(dispatcher) ? (basePrototypeOf(dispatcher) ?? []) : []));
}

/** The class below undici's abstract `Dispatcher`: of the classes that have a `dispatch`, the last but one. */
function basePrototypeOf(dispatcher: object): object | undefined {
  const owners: object[] = [];
  for (
    let prototype: unknown = Object.getPrototypeOf(dispatcher);
    isObject(prototype);
    prototype = Object.getPrototypeOf(prototype)
  ) {
    if (Object.hasOwn(prototype, 'dispatch')) owners.push(prototype);
  }
  return owners.at(-2) ?? owners.at(-1);
}

function ofLoadedModules(): object[] {
  return [require.cache, createRequire(__filename).cache, cacheOfNode()]
    .filter(isObject)
    .flatMap((cache) =>
      Object.keys(cache)
        .filter((file) => DISPATCHER_FILE.test(file))
        .map((file): unknown => Reflect.get(cache, file)),
    )
    .flatMap((module) =>
      isObject(module) && 'exports' in module ? (dispatcherPrototypeIn(module.exports) ?? []) : [],
    );
}

/** Whether this code runs under something that has module caches of its own, such as Jest. */
export function loadsModulesPastNode(): boolean {
  return isObject(require.cache) && require.cache !== cacheOfNode();
}

// A bundler's `require` may have no cache of Node's.
function cacheOfNode(): unknown {
  return Reflect.get(Module, '_cache');
}
