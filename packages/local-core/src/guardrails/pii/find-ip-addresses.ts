import { isIPv4, isIPv6 } from 'node:net';
import { findMatches, type TextSpan } from './text-span';

const V4 = /(?<![\p{L}\p{N}_.])\d{1,3}(?:\.\d{1,3}){3}(?![\p{L}\p{N}_]|\.\d)/gu;
const V6 =
  /(?<![\p{L}\p{N}_:.])[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7}(?:\.\d{1,3}){0,3}(?![\p{L}\p{N}_:]|\.\d)/gu;
/** Four numbers after such a word are a version. */
const VERSION_BEFORE = /(?:\bversion|\bver\.?|\bv\.?|\bbuild|\brelease|\/)\s?$/i;
const CONTEXT_LENGTH = 12;

/** Finds addresses of version 4 and 6 of the Internet Protocol. */
export function findIpAddresses(text: string): TextSpan[] {
  const v4 = findMatches(text, V4, isIPv4).filter(({ start }) => !isVersion(text, start));
  // Without a digit it is more likely the name of something, such as `dead::beef`.
  const v6 = findMatches(text, V6, (match) => /\d/.test(match) && isIPv6(match));
  return [...v4, ...v6];
}

function isVersion(text: string, start: number): boolean {
  const before = text.slice(Math.max(0, start - CONTEXT_LENGTH), start);
  return VERSION_BEFORE.test(before) && !before.endsWith('//');
}
