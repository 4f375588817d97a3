import { OpenBoxConfigError } from '@openbox/core-client/contract';

/** Says whether a URL is one of those that are not kept. */
export type UrlMatcher = (url: string) => boolean;

interface Prefix {
  readonly origin: string;
  readonly path: string;
}

/**
 * Matches URLs below the given ones: the same scheme, host (in any case) and port (a default one may be left out), and
 * a path that begins with the given path and ends there or goes on after a `/`.
 *
 * @throws {@link OpenBoxConfigError} naming `ignoredUrls` for what is not an absolute http or https URL
 */
export function ignoredUrlMatcher(ignoredUrls: readonly string[]): UrlMatcher {
  const prefixes = ignoredUrls.map(toPrefix);
  if (prefixes.length === 0) return () => false;
  return (url) => {
    if (!URL.canParse(url)) return false;
    const { origin, pathname } = new URL(url);
    return prefixes.some((prefix) => prefix.origin === origin && isBelow(pathname, prefix.path));
  };
}

function toPrefix(url: string): Prefix {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed === undefined || !/^https?:$/.test(parsed.protocol)) {
    throw new OpenBoxConfigError(
      `ignoredUrls takes absolute URLs such as "https://core.example.com"; got "${url}".`,
    );
  }
  return { origin: parsed.origin, path: parsed.pathname.replace(/\/+$/, '') };
}

function isBelow(pathname: string, path: string): boolean {
  return pathname === path || pathname.startsWith(`${path}/`);
}
