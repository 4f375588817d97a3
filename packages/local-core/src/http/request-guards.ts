import { createMiddleware } from 'hono/factory';
import type { AppEnvironment } from './app-environment';
import { errorResponse } from './error-response';

/**
 * Refuses what a web page of somebody else makes a browser send. Programs send no `Origin`; a page always does with a
 * POST, and is let in only where it came from this server.
 */
export const refuseForeignOrigin = createMiddleware<AppEnvironment>(async (context, next) => {
  const origin = context.req.header('origin');
  const site = context.req.header('sec-fetch-site');
  const isForeignSite = site !== undefined && site !== 'same-origin' && site !== 'none';
  if (isForeignSite || (origin !== undefined && originHost(origin) !== context.req.header('host'))) {
    return errorResponse(context, 403, 'Requests from other web pages are refused.');
  }
  return next();
});

/**
 * Lets in only this machine, and under a name of this machine: a page whose name was pointed at this address (DNS
 * rebinding) would pass every other test.
 */
export const requireLoopback = createMiddleware<AppEnvironment>(async (context, next) => {
  const host = hostName(context.req.header('host') ?? '');
  const remote = context.env.incoming.socket.remoteAddress ?? '';
  if (!isLoopbackName(host) || !isLoopbackAddress(remote)) {
    const message =
      'This part of the API answers only on the machine itself, under 127.0.0.1, [::1] or localhost.';
    return errorResponse(context, 403, message);
  }
  return next();
});

/** Refuses bodies that say they are something else; a missing type is JSON, because some SDKs send none. */
export const requireJson = createMiddleware<AppEnvironment>(async (context, next) => {
  const type = context.req.header('content-type');
  if (type !== undefined && !/^application\/json\s*(?:;|$)/i.test(type)) {
    return errorResponse(context, 415, 'The body must be application/json.');
  }
  return next();
});

/** Whether a host name or address, without its port, is this machine. */
export function isLoopbackName(name: string): boolean {
  return name === 'localhost' || name === '[::1]' || name === '::1' || /^127(?:\.\d{1,3}){3}$/.test(name);
}

function isLoopbackAddress(address: string): boolean {
  return isLoopbackName(address.replace(/^::ffff:/, ''));
}

function hostName(host: string): string {
  return host.toLowerCase().replace(/:\d+$/, '');
}

function originHost(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}
