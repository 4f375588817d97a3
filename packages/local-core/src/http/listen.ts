import { getRequestListener } from '@hono/node-server';
import type { Hono } from 'hono';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { errorCode } from '../error-message';
import { LocalCoreError } from '../local-core-error';
import type { AppEnvironment } from './app-environment';

/** A server that accepts requests. */
export interface ListeningServer {
  /** Where to reach it, without a slash at the end. */
  readonly url: string;
  /** Lets running requests end, for a moment, and then closes every connection. */
  close(): Promise<void>;
}

const DRAIN_MS = 1000;

/**
 * Starts to listen.
 *
 * @throws {@link LocalCoreError} `address_in_use`; `options_invalid` where the host is not an address of this machine
 */
export async function listen(
  app: Hono<AppEnvironment>,
  host: string,
  port: number,
): Promise<ListeningServer> {
  // `overrideGlobalObjects` would exchange `Request` and `Response` for the whole process, which is not ours.
  const listener = getRequestListener(app.fetch, { overrideGlobalObjects: false });
  const server = createServer((request, response) => void listener(request, response));
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => {
      reject(toListenError(error, host, port));
    });
    server.listen(port, host, resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('Expected a TCP address.');
  return { url: toUrl(address), close: () => closeServer(server) };
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      server.closeAllConnections();
    }, DRAIN_MS);
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
    server.closeIdleConnections();
  });
}

function toUrl({ address, family, port }: AddressInfo): string {
  const isEverywhere = address === '0.0.0.0' || address === '::';
  const host = isEverywhere ? '127.0.0.1' : family === 'IPv6' ? `[${address}]` : address;
  return `http://${host}:${String(port)}`;
}

function toListenError(error: Error, host: string, port: number): Error {
  const code = errorCode(error);
  if (code === 'EADDRINUSE') {
    const message = `Port ${String(port)} of ${host} is in use. Stop what listens there, or choose another port (0 takes a free one).`;
    return new LocalCoreError('address_in_use', message, { cause: error });
  }
  if (code === 'EACCES' || code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    const message = `Cannot listen on ${host}, port ${String(port)} (${code}). Choose another host or port.`;
    return new LocalCoreError('options_invalid', message, { cause: error });
  }
  return error;
}
