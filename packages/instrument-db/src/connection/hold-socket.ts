import type { Socket } from 'node:net';
import { isNativeError } from 'node:util/types';
import type { Admission } from '../operation/admission';
import { overrideMethod } from '../patch/override-method';

/**
 * Connects a socket once its admission is known; until then it looks as one that is connecting. A refused one fails with
 * the refusal as it would with an error of the network.
 */
export function holdSocket(socket: Socket, admission: Admission, connect: () => unknown): Socket {
  setConnecting(socket, true);
  const startTimeout = holdTimeout(socket);
  const proceed = (): void => {
    if (socket.destroyed) return;
    setConnecting(socket, false);
    try {
      connect();
      startTimeout();
    } catch (error) {
      // The caller that it would have been thrown at has gone on.
      socket.destroy(toError(error));
    }
  };
  const refuse = (error: unknown): void => {
    socket.destroy(toError(error));
  };
  if (admission.isPending) admission.whenKnown(proceed, refuse);
  // Not before the driver listens for errors.
  else process.nextTick(() => admission.whenKnown(proceed, refuse));
  return socket;
}

/** The time that a verdict takes is not the server's: a timeout that is set in the meantime runs from `start` on. */
function holdTimeout(socket: Socket): () => void {
  let timeoutMs: number | undefined = socket.timeout;
  if (timeoutMs !== undefined) socket.setTimeout(0);
  const restore = overrideMethod(socket, 'setTimeout', (ms: number, onTimeout?: () => void) => {
    timeoutMs = ms;
    if (onTimeout !== undefined && ms > 0) socket.once('timeout', onTimeout);
    else if (onTimeout !== undefined) socket.removeListener('timeout', onTimeout);
    return socket;
  });
  return () => {
    restore();
    if (timeoutMs !== undefined) socket.setTimeout(timeoutMs);
  };
}

function setConnecting(socket: Socket, connecting: boolean): void {
  Object.assign(socket, { connecting });
}

function toError(error: unknown): Error {
  return isNativeError(error) ? error : new Error(String(error), { cause: error });
}
