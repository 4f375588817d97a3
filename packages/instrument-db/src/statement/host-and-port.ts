import type { StatementFacts } from '../operation/statement-facts';

/** Takes `host:port`, `[::1]:port` or the path of a socket apart. */
export function hostAndPort(address: unknown): Pick<StatementFacts, 'serverAddress' | 'serverPort'> {
  if (typeof address !== 'string' || address === '') return {};
  const match = /^(?:\[(?<ipv6>[^\]]+)\]|(?<host>[^:]+)):(?<port>\d+)$/.exec(address);
  if (match?.groups === undefined) return { serverAddress: address };
  return {
    serverAddress: match.groups.ipv6 ?? match.groups.host,
    serverPort: Number(match.groups.port),
  };
}
