import { stringify } from 'node:querystring';
import type { HeaderRecord } from '../../data/mask-headers';
import type { HttpRequest } from '../http-request';
import { isObject } from '../is-object';

/** Describes what a dispatcher of undici is asked to dispatch. */
export function toHttpRequest(dispatcher: object, options: object): HttpRequest {
  const { method, path, query, headers } = { ...options } as Readonly<Record<string, unknown>>;
  const origin = originOf(dispatcher, options);
  const described = {
    method: typeof method === 'string' ? method.toUpperCase() : 'GET',
    headers: () => toHeaderRecord(headers),
  };
  const target = (typeof path === 'string' && path !== '' ? path : '/') + queryOf(query);
  // A proxy is asked for the whole URL.
  if (/^https?:\/\//i.test(target) && URL.canParse(origin)) {
    const { hostname, port } = new URL(origin);
    return {
      ...described,
      url: target,
      peer: { name: hostname, port: port === '' ? undefined : Number(port) },
    };
  }
  return { ...described, url: `${origin}${target.startsWith('/') ? '' : '/'}${target}` };
}

/** Headers in any of the forms that undici takes and gives: a list, pairs or an object, of texts or bytes. */
export function toHeaderRecord(headers: unknown): HeaderRecord {
  const record: Record<string, string[]> = {};
  const add = (name: unknown, value: unknown): void => {
    if (value === undefined || value === null) return;
    const key = textOf(name).toLowerCase();
    if (key !== '__proto__')
      (record[key] ??= []).push(...(Array.isArray(value) ? value : [value]).map(textOf));
  };
  if (Array.isArray(headers) && !headers.every(Array.isArray)) {
    for (let index = 0; index + 1 < headers.length; index += 2) add(headers[index], headers[index + 1]);
  } else if (isIterable(headers)) {
    for (const pair of headers) if (Array.isArray(pair)) add(pair[0], pair[1]);
  } else if (isObject(headers)) {
    for (const [name, value] of Object.entries(headers)) add(name, value);
  }
  return record;
}

function textOf(value: unknown): string {
  return value instanceof Uint8Array || ArrayBuffer.isView(value)
    ? Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('latin1')
    : String(value);
}

/** A client or pool is asked without an origin: it has its own. */
function originOf(dispatcher: object, options: object): string {
  const origin: unknown = Reflect.get(options, 'origin') ?? ownUrlOf(dispatcher);
  const text = isObject(origin) ? originOfUrl(origin) : typeof origin === 'string' ? origin : '';
  return text.replace(/\/$/, '');
}

/** Of a `URL`, or of an object with some of its properties. */
function originOfUrl(url: object): string {
  const part = (name: string): string => {
    const value: unknown = Reflect.get(url, name);
    return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  };
  const port = part('port');
  return part('origin') || `${part('protocol')}//${part('hostname')}${port === '' ? '' : `:${port}`}`;
}

function ownUrlOf(dispatcher: object): unknown {
  const key = Object.getOwnPropertySymbols(dispatcher).find(({ description }) => description === 'url');
  return key === undefined ? undefined : Reflect.get(dispatcher, key);
}

function queryOf(query: unknown): string {
  if (!isObject(query)) return '';
  const text = stringify(query as Record<string, string>);
  return text === '' ? '' : `?${text}`;
}

function isIterable(value: unknown): value is Iterable<unknown> {
  return isObject(value) && Symbol.iterator in value;
}
