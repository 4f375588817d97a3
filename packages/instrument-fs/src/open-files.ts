import type { ActivityScope } from '@openbox/spans';
import type { FileOperation } from './call/file-operation';
import { descriptorPath } from './path/descriptor-path';
import { OpenFile } from './open-file';

/** The files that activities have open, by descriptor and by FileHandle. */
export class OpenFiles {
  readonly #byDescriptor = new Map<number, OpenFile>();
  readonly #byHandle = new WeakMap<object, OpenFile>();

  /** How many descriptors are known. */
  get size(): number {
    return this.#byDescriptor.size;
  }

  /** Takes in what an open call gave: a descriptor or a FileHandle. It stays until it is closed or the attempt is over. */
  add(scope: ActivityScope, opened: unknown, path: string, opening: FileOperation, isStream: boolean): void {
    const file = new OpenFile(scope, path, opening);
    file.isStream = isStream;
    const forget = scope.onFinish(() => {
      file.close();
      if (typeof opened === 'number' && this.#byDescriptor.get(opened) === file)
        this.#byDescriptor.delete(opened);
    });
    if (typeof opened === 'number') {
      // A descriptor that was closed behind our back and is in use again.
      this.close(opened);
      this.#byDescriptor.set(opened, file);
      file.onClose = forget;
    } else if (typeof opened === 'object' && opened !== null) {
      this.#byHandle.set(opened, file);
      file.onClose = forget;
      if (isEmitter(opened)) {
        opened.once('close', () => {
          file.close();
        });
      }
    }
  }

  /** The file behind a descriptor or FileHandle; one that this attempt did not open is looked up, and is not kept. */
  find(scope: ActivityScope, target: unknown): OpenFile | undefined {
    const known = this.#known(target);
    if (known?.scope === scope) return known;
    const descriptor = typeof target === 'number' ? target : descriptorOf(target);
    const path = known?.path ?? (descriptor === undefined ? undefined : descriptorPath(descriptor));
    return path === undefined ? undefined : new OpenFile(scope, path);
  }

  /** As {@link find}, and keeps what it finds for a FileHandle until the attempt is over. */
  adopt(scope: ActivityScope, handle: object): OpenFile | undefined {
    const file = this.find(scope, handle);
    if (file === undefined || this.#byHandle.get(handle) === file) return file;
    this.#byHandle.set(handle, file);
    file.onClose = scope.onFinish(() => {
      file.close();
    });
    return file;
  }

  #known(target: unknown): OpenFile | undefined {
    if (typeof target === 'number') return this.#byDescriptor.get(target);
    return typeof target === 'object' && target !== null ? this.#byHandle.get(target) : undefined;
  }

  /** Ends what is recorded of a descriptor that is being closed. */
  close(descriptor: number): void {
    const file = this.#byDescriptor.get(descriptor);
    this.#byDescriptor.delete(descriptor);
    file?.close();
  }
}

function descriptorOf(handle: unknown): number | undefined {
  if (typeof handle !== 'object' || handle === null) return undefined;
  const descriptor: unknown = Reflect.get(handle, 'fd');
  return typeof descriptor === 'number' && descriptor >= 0 ? descriptor : undefined;
}

function isEmitter(value: object): value is { once(event: string, listener: () => void): unknown } {
  return 'once' in value && typeof value.once === 'function';
}
