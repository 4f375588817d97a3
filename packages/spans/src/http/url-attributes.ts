import type { Attributes } from '@opentelemetry/api';
import type { HttpRequest } from './http-request';

const DEFAULT_PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 };

/** The specification's attributes of a URL, and of where the connection goes. */
export function urlAttributes(url: string, peer: HttpRequest['peer']): Attributes {
  if (!URL.canParse(url)) return {};
  const parsed = new URL(url);
  const port = parsed.port === '' ? DEFAULT_PORTS[parsed.protocol] : Number(parsed.port);
  const target = /^[a-z][a-z\d+.-]*:\/\/[^/?#]*([^#]*)/i.exec(url)?.[1] ?? '';
  const peerPort = peer === undefined ? port : peer.port;
  return {
    'http.host': parsed.host,
    'http.scheme': parsed.protocol.slice(0, -1),
    'http.target': target.startsWith('/') ? target : `/${target}`,
    'net.peer.name': peer?.name ?? parsed.hostname.replace(/^\[|\]$/g, ''),
    ...(peerPort === undefined ? {} : { 'net.peer.port': peerPort }),
  };
}
