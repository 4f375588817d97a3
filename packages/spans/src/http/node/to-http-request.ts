import type { ClientRequest } from 'node:http';
import type { HeaderRecord } from '../../data/mask-headers';
import type { HttpRequest } from '../http-request';
import { isObject } from '../is-object';

/**
 * Describes a request of `node:http` or `node:https`.
 *
 * @param options - what it was made with, where that is known
 */
export function toHttpRequest(request: ClientRequest, options: unknown): HttpRequest {
  const socketPath = textOf(options, 'socketPath');
  const host = textOf(options, 'hostname') ?? textOf(options, 'host') ?? request.host;
  const protocol = request.protocol || 'http:';
  const port = portOf(options) ?? portOfHostHeader(request);
  const path = request.path || '/';
  const described = { method: request.method, headers: () => headersOf(request) };
  // A proxy is asked for the whole URL.
  if (/^https?:\/\//i.test(path)) return { ...described, url: path, peer: { name: host, port } };
  const authority = host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
  const isDefaultPort = port === undefined || port === (protocol === 'https:' ? 443 : 80);
  const url = `${protocol}//${authority}${isDefaultPort ? '' : `:${port}`}${path.startsWith('/') ? '' : '/'}${path}`;
  return { ...described, url, peer: socketPath === undefined ? undefined : { name: socketPath } };
}

function headersOf(request: ClientRequest): HeaderRecord {
  const headers = request.getHeaders();
  if (Object.keys(headers).length > 0) return headers;
  // Headers that were given as a list are written at once and are kept nowhere else.
  const written: unknown = Reflect.get(request, '_header');
  if (typeof written !== 'string') return headers;
  const parsed: Record<string, string> = {};
  for (const line of written.split('\r\n').slice(1)) {
    const colon = line.indexOf(':');
    if (colon === -1) continue;
    const name = line.slice(0, colon).toLowerCase();
    const value = line.slice(colon + 1).trim();
    parsed[name] = parsed[name] === undefined ? value : `${parsed[name]}, ${value}`;
  }
  return parsed;
}

function textOf(options: unknown, name: string): string | undefined {
  const value: unknown = isObject(options) ? Reflect.get(options, name) : undefined;
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function portOf(options: unknown): number | undefined {
  const value: unknown = isObject(options)
    ? (Reflect.get(options, 'port') ?? Reflect.get(options, 'defaultPort'))
    : undefined;
  const port = typeof value === 'string' ? Number(value) : value;
  return typeof port === 'number' && Number.isInteger(port) && port > 0 ? port : undefined;
}

function portOfHostHeader(request: ClientRequest): number | undefined {
  const host = headersOf(request).host;
  const port = typeof host === 'string' ? /:(\d+)$/.exec(host)?.[1] : undefined;
  return port === undefined ? undefined : Number(port);
}
