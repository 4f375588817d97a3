import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { currentScopeOf } from '../current-scope-of';
import { isObject } from '../is-object';
import { DispatchedExchange } from './dispatched-exchange';
import type { UndiciCapture } from './capture-undici';

/**
 * Listens to what undici says about its requests: the bytes of a body, which newer versions tell nobody else, and requests
 * of a copy of undici that is not seen.
 *
 * @param onUnseen - a request in a scope of this processor went past capture
 * @returns ends it
 */
export function watchUndiciChannels(
  capture: UndiciCapture,
  processor: object,
  onUnseen: () => void,
): () => void {
  const exchanges = new WeakMap<object, DispatchedExchange>();
  const onCreate = (message: unknown): void => {
    const request = requestOf(message);
    if (request === undefined) return;
    const { dispatching } = capture;
    if (dispatching instanceof DispatchedExchange) exchanges.set(request, dispatching);
    else if (
      dispatching === undefined &&
      currentScopeOf(processor) !== undefined &&
      Reflect.get(request, 'method') !== 'CONNECT'
    )
      onUnseen();
  };
  const onBodyChunk = (message: unknown): void => {
    const request = requestOf(message);
    const exchange = request === undefined ? undefined : exchanges.get(request);
    if (exchange !== undefined && isObject(message) && 'chunk' in message) {
      exchange.writeRequest('channel', message.chunk);
    }
  };
  subscribe('undici:request:create', onCreate);
  subscribe('undici:request:bodyChunkSent', onBodyChunk);
  return () => {
    unsubscribe('undici:request:create', onCreate);
    unsubscribe('undici:request:bodyChunkSent', onBodyChunk);
  };
}

function requestOf(message: unknown): object | undefined {
  return isObject(message) && 'request' in message && isObject(message.request) ? message.request : undefined;
}
