import { Agent, ClientRequest } from 'node:http';
import type { Socket } from 'node:net';
import { trace } from '@opentelemetry/api';
import { aroundMethod, type Around } from '../../instrumentation/around-method';
import { neverThrow } from '../../otel/never-throw';
import { isReadableSpan } from '../../otel/span-like';
import { currentScopeOf } from '../current-scope-of';
import { HttpExchange, type HttpRecording } from '../http-exchange';
import { isObject } from '../is-object';
import { withNetwork } from '../with-network';
import { isClientRequest } from './client-request';
import { HeldRequest } from './held-request';
import { tapRequest } from './tap-request';
import { toHttpRequest } from './to-http-request';

const SEEN = Symbol.for('openbox.http.seen');

/**
 * Sees the requests of `node:http` and `node:https` where each of them asks its agent for a connection, in the context of
 * the caller; requests without an agent, or with one of another make, where they get their socket.
 *
 * @returns ends it
 */
export function captureNodeHttp(recording: HttpRecording, duplicates: WeakSet<object>): () => void {
  const addRequest: Around = (agent, args, next) => {
    const [request, options] = args;
    const exchange = startExchange(request, options, recording, duplicates);
    if (exchange === 'ignored') return withNetwork(recording, () => next(args));
    if (exchange === undefined || !isClientRequest(request)) return next(args);
    return new HeldRequest(
      request,
      exchange,
      () => next(args),
      (error) => {
        failWithoutSocket(request, error);
      },
    ).start();
  };
  const onSocket: Around = (request, args, next) => {
    const [socket] = args;
    if (!isSocket(socket)) return next(args);
    const exchange = startExchange(request, undefined, recording, duplicates);
    if (typeof exchange !== 'object' || !isClientRequest(request)) return next(args);
    return holdWithSocket(request, socket, exchange, next, args);
  };
  const undo = [
    aroundMethod(Agent.prototype, 'addRequest', recording.processor, addRequest),
    aroundMethod(ClientRequest.prototype, 'onSocket', recording.processor, onSocket),
  ];
  return () => {
    for (const step of undo) step?.();
  };
}

function startExchange(
  request: unknown,
  options: unknown,
  recording: HttpRecording,
  duplicates: WeakSet<object>,
): HttpExchange | 'ignored' | undefined {
  const scope = currentScopeOf(recording.processor);
  // A tunnel is asked for by a proxy agent, for a request that is seen itself.
  if (scope === undefined || !isClientRequest(request) || request.method === 'CONNECT') return undefined;
  if (Object.hasOwn(request, SEEN)) return undefined;
  Object.defineProperty(request, SEEN, { value: true });
  const described = toHttpRequest(request, options);
  if (recording.options.isIgnoredUrl(described.url)) return 'ignored';
  neverThrow('looking for the span of another instrumentation', () => {
    const active = trace.getActiveSpan();
    if (active === undefined || !isReadableSpan(active)) return;
    const madeBy = (active.instrumentationScope ?? active.instrumentationLibrary)?.name;
    if (madeBy === '@opentelemetry/instrumentation-http') duplicates.add(active);
  });
  const exchange = new HttpExchange(scope, recording, described);
  tapRequest(request, exchange);
  return exchange;
}

/** As an agent does that found no connection: the request emits the error, or its own where it was destroyed. */
function failWithoutSocket(request: ClientRequest, error: unknown): void {
  const onSocket: unknown = Reflect.get(request, 'onSocket');
  if (typeof onSocket === 'function') Reflect.apply(onSocket, request, [null, error]);
}

function holdWithSocket(
  request: ClientRequest,
  socket: Socket,
  exchange: HttpExchange,
  next: (args: unknown[]) => unknown,
  args: unknown[],
): unknown {
  // The request does not listen to its socket yet, so an error of it would be nobody's.
  let socketError: unknown;
  const onError = (error: unknown): void => {
    socketError = error;
  };
  socket.on('error', onError);
  const letGo = (finalArgs: unknown[]): unknown => {
    socket.off('error', onError);
    return next(finalArgs);
  };
  return new HeldRequest(
    request,
    exchange,
    () => {
      if (socketError !== undefined) return letGo([null, socketError]);
      return socket.destroyed ? letGo([null, hangUp()]) : letGo(args);
    },
    (error) => {
      socket.destroy();
      letGo([null, error]);
    },
  ).start();
}

function hangUp(): Error {
  return Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
}

function isSocket(value: unknown): value is Socket {
  return isObject(value) && 'destroy' in value && 'on' in value;
}
