import type { ClientRequest, IncomingMessage } from 'node:http';
import { isObject } from '../is-object';

/** By what it does, because a library may bring a class of its own that does the same. */
export function isClientRequest(value: unknown): value is ClientRequest {
  return (
    isObject(value) &&
    'onSocket' in value &&
    typeof value.onSocket === 'function' &&
    'emit' in value &&
    'method' in value &&
    'path' in value
  );
}

export function isIncomingMessage(value: unknown): value is IncomingMessage {
  return isObject(value) && 'push' in value && 'statusCode' in value && 'headers' in value;
}
