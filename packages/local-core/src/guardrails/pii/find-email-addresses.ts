import type { TextSpan } from './text-span';

const MAX_LOCAL_LENGTH = 64;
/** Of all that RFC 5322 allows what is in use; `=`, `/` and the like are more often what stands before an address. */
const LOCAL_CHARACTER = /[\p{L}\p{N}.+_%-]/u;
const LOCAL_START = /[\p{L}\p{N}_]/u;
/** A label cannot hold the dot that ends it, so there is one way to read a domain. */
const DOMAIN = /(?:[\p{L}\p{N}][\p{L}\p{N}-]{0,62}\.){1,10}(?:xn--[a-z0-9-]{2,59}|\p{L}{2,63})/uy;

/** Finds mail addresses, from each `@` outwards. */
export function findEmailAddresses(text: string): TextSpan[] {
  const spans: TextSpan[] = [];
  for (let at = text.indexOf('@'); at !== -1; at = text.indexOf('@', at + 1)) {
    const start = localStart(text, at, spans.at(-1)?.end ?? 0);
    if (start === at) continue;
    DOMAIN.lastIndex = at + 1;
    const domain = DOMAIN.exec(text);
    if (domain !== null) spans.push({ start, end: at + 1 + domain[0].length });
  }
  return spans;
}

function localStart(text: string, at: number, lowest: number): number {
  let start = at;
  while (start > lowest && at - start < MAX_LOCAL_LENGTH && LOCAL_CHARACTER.test(text.charAt(start - 1)))
    start--;
  while (start < at && !LOCAL_START.test(text.charAt(start))) start++;
  return start;
}
