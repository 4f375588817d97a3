import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { devNull } from 'node:os';
import { neverThrow } from '@openbox/spans';
import type { CallForm, FileCall, FileRequest } from '../call/file-call';
import { FUNCTION_PLANNERS, HANDLE_PLANNERS, HANDLE_STREAM_PLANNERS } from '../call/planners';
import type { FileHook } from '../file-hook';
import { patchProperty, type PatchedCall } from './patch-property';
import { runCallback, runPromise, runSync } from './run-call';

// On `node:fs` itself, which all copies of this package and all of Jest's module registries share.
const KEY = Symbol.for('openbox.instrument-fs.patch.v1');

/**
 * The patches of `node:fs`, of which a process has one set, however many hooks ask for them. They are in place while
 * there is a hook.
 *
 * Properties of the module are replaced, so that callers who hold a function from before are not seen; named imports of
 * ES modules are.
 */
export class FsPatch {
  readonly #hooks = new Set<FileHook>();
  readonly #undo: (() => void)[] = [];
  #isHandlePatched = false;
  #openingStream = false;

  /** Adds a hook, and the patches if it is the first. The result removes it, and the patches with the last. */
  static add(hook: FileHook): () => void {
    const existing: unknown = Reflect.get(fs, KEY);
    const patch = isFsPatch(existing) ? existing : new FsPatch();
    return patch.addHook(hook);
  }

  /** {@link FsPatch.add} for the patches that are in place. */
  addHook(hook: FileHook): () => void {
    if (this.#hooks.size === 0) this.#install();
    this.#hooks.add(hook);
    return () => {
      if (this.#hooks.delete(hook) && this.#hooks.size === 0) this.#uninstall();
    };
  }

  #install(): void {
    Object.defineProperty(fs, KEY, { value: this, configurable: true });
    for (const name of Object.keys(FUNCTION_PLANNERS)) {
      this.#patch(fs, name, name, 'callback');
      this.#patch(fs, `${name}Sync`, name, 'sync');
      this.#patch(fs.promises, name, name, 'promise');
    }
    this.#patchClosing('close');
    this.#patchClosing('closeSync');
    this.#patchStreams(fs.ReadStream.prototype);
    this.#patchStreams(fs.WriteStream.prototype);
    syncBuiltinESMExports();
    void this.#patchFileHandles();
  }

  #uninstall(): void {
    for (const restore of this.#undo.splice(0).reverse()) neverThrow('restoring node:fs', restore);
    this.#isHandlePatched = false;
    if (Reflect.get(fs, KEY) === this) Reflect.deleteProperty(fs, KEY);
    syncBuiltinESMExports();
  }

  #patch(target: object, property: string, name: string, declaredForm: CallForm): void {
    // The one function of `fs` that has no callback form.
    const form = property === 'openAsBlob' ? 'promise' : declaredForm;
    this.#undo.push(
      patchProperty(target, property, (patched) => {
        const { original, args, entry } = patched;
        if (form === 'callback') return this.#callBack(name, patched);
        const call = this.#plan(name, { name, form, args, entry });
        if (call === undefined) return original(args);
        if (form === 'sync') return runSync(call, original);
        const opened = runPromise(call, original);
        return name === 'open' ? this.#withPatchedHandle(opened) : opened;
      }),
    );
  }

  #callBack(name: string, { original, args, entry }: PatchedCall): unknown {
    const callback = args.at(-1);
    if (!isCallback(callback)) return original(args);
    const call = this.#plan(name, { name, form: 'callback', args: args.slice(0, -1), entry });
    return call === undefined ? original(args) : runCallback(call, original, callback);
  }

  #plan(planner: string, request: Omit<FileRequest, 'opensStream'>): FileCall | undefined {
    for (const hook of this.#hooks) {
      const call = hook.plan(planner, { ...request, opensStream: this.#openingStream });
      if (call !== undefined) return call;
    }
    return undefined;
  }

  #patchClosing(property: string): void {
    this.#undo.push(
      patchProperty(fs, property, ({ original, args }) => {
        for (const hook of this.#hooks) {
          neverThrow('recording a closed file', () => {
            hook.closing(args[0]);
          });
        }
        return original(args);
      }),
    );
  }

  /** A stream opens its file in `_construct`, through the patched `fs.open`. */
  #patchStreams(prototype: object): void {
    this.#undo.push(
      patchProperty(prototype, '_construct', ({ original, receiver: stream, args }) => {
        const descriptor: unknown =
          typeof stream === 'object' && stream !== null ? Reflect.get(stream, 'fd') : undefined;
        if (typeof descriptor === 'number') for (const hook of this.#hooks) hook.streaming(descriptor);
        this.#openingStream = true;
        try {
          return original(args);
        } finally {
          this.#openingStream = false;
        }
      }),
    );
  }

  /** `node:fs` does not export the class, so a handle shows it. */
  async #patchFileHandles(): Promise<void> {
    try {
      const handle = await fs.promises.open(devNull);
      this.#patchHandle(handle);
      await handle.close();
    } catch (error) {
      neverThrow('patching FileHandle', () => {
        throw error;
      });
    }
  }

  async #withPatchedHandle(opened: unknown): Promise<unknown> {
    const handle = await opened;
    this.#patchHandle(handle);
    return handle;
  }

  #patchHandle(handle: unknown): void {
    if (this.#isHandlePatched || this.#hooks.size === 0 || typeof handle !== 'object' || handle === null)
      return;
    this.#isHandlePatched = true;
    const prototype: unknown = Object.getPrototypeOf(handle);
    if (typeof prototype !== 'object' || prototype === null) return;
    for (const name of Object.keys(HANDLE_PLANNERS)) this.#patchMethod(prototype, name, 'promise');
    for (const name of Object.keys(HANDLE_STREAM_PLANNERS)) this.#patchMethod(prototype, name, 'sync');
  }

  #patchMethod(prototype: object, name: string, form: 'promise' | 'sync'): void {
    this.#undo.push(
      patchProperty(prototype, name, ({ original, receiver: handle, args, entry }) => {
        if (typeof handle !== 'object' || handle === null) return original(args);
        const call = this.#plan(`FileHandle.${name}`, { name, form, handle, args, entry });
        if (call === undefined) return original(args);
        return form === 'sync' ? runSync(call, original) : runPromise(call, original);
      }),
    );
  }
}

// By its method: it may be of another copy of this package.
function isFsPatch(value: unknown): value is FsPatch {
  return typeof value === 'object' && value !== null && 'addHook' in value;
}

function isCallback(value: unknown): value is (...results: readonly unknown[]) => unknown {
  return typeof value === 'function';
}
