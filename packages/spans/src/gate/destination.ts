import type { OperationFamily } from './operation';

const PORTS: Readonly<Record<string, string>> = { 'http:': '80', 'https:': '443' };

/** Where a request or query goes: `host:port`, or the path of a local socket; `undefined` where that is not known. */
export function destinationOf({ type, facts }: OperationFamily): string | undefined {
  if (type === 'db_query') {
    const { serverAddress, serverPort } = facts;
    return serverPort === undefined ? serverAddress : `${serverAddress ?? 'localhost'}:${String(serverPort)}`;
  }
  if (type !== 'http_request' || !URL.canParse(facts.url)) return undefined;
  const { hostname, port, protocol } = new URL(facts.url);
  // As sockets are told it: without the brackets of an IPv6 address.
  return `${hostname.replace(/^\[(.*)\]$/, '$1')}:${port === '' ? (PORTS[protocol] ?? '') : port}`;
}
