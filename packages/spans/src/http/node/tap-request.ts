import type { ClientRequest, IncomingMessage } from 'node:http';
import { neverThrow } from '../../otel/never-throw';
import type { HttpExchange } from '../http-exchange';
import { isIncomingMessage } from './client-request';
import { override } from './override';

/**
 * Watches one request and its response. Nothing is listened to, because a listener changes what Node does: one for
 * `response` keeps a body that nobody wants from being dropped, one for `data` starts the stream, one for `error` swallows
 * the error. Instead the calls that Node makes anyway are watched as they pass.
 */
export function tapRequest(request: ClientRequest, exchange: HttpExchange): void {
  let response: IncomingMessage | undefined;
  const tapBody = (original: (...args: unknown[]) => unknown) => {
    return (...args: unknown[]): unknown => {
      const [chunk, encoding] = args;
      if (typeof chunk !== 'function') exchange.writeRequest(chunk, encoding);
      return original(...args);
    };
  };
  override(request, 'write', tapBody);
  override(request, 'end', tapBody);
  override(request, 'emit', (original) => (...args) => {
    neverThrow('watching a request', () => {
      const [event, argument] = args;
      if (
        isIncomingMessage(argument) &&
        (event === 'response' || event === 'upgrade' || event === 'connect')
      ) {
        response = argument;
        exchange.onResponse(argument.statusCode ?? 0, argument.headers);
        if (event === 'response') tapResponse(argument, exchange);
        else exchange.finish();
      } else if (event === 'error') {
        exchange.finish({ error: argument });
      } else if (event === 'close') {
        // A response that came to its end has finished the exchange by now.
        exchange.finish({ error: response?.errored ?? request.errored ?? new Error('aborted') });
      }
    });
    return original(...args);
  });
}

function tapResponse(response: IncomingMessage, exchange: HttpExchange): void {
  override(response, 'push', (original) => (...args) => {
    const [chunk, encoding] = args;
    if (chunk === null) exchange.finish();
    else exchange.writeResponse(chunk, encoding);
    return original(...args);
  });
}
