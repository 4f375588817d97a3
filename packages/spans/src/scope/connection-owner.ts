import type { AsyncLocalStorage } from 'node:async_hooks';
import { Socket } from 'node:net';
import { sharedStorage } from './shared-storage';

const STORAGE_KEY = Symbol.for('openbox.connection-owner');

/**
 * Runs `open`, and everything that it starts, for somebody who decides on the sockets that it opens: they are taken for no
 * one else's.
 */
export function withConnectionOwner<T>(owner: object, open: () => T): T {
  return storage().run(owner, open);
}

/** Who decides on the sockets that the calling code opens; of this or another copy of the package. */
export function connectionOwner(): unknown {
  return storage().getStore();
}

// On a class of Node's, so that the driver and the socket may be patched by two copies of this package, also under Jest,
// where test files share Node's modules but not the global object.
function storage(): AsyncLocalStorage<unknown> {
  return sharedStorage(Socket, STORAGE_KEY);
}
