import { findMatches, type TextSpan } from './text-span';

/** 3-2-4 digits with one separator throughout; the excluded blocks have never been issued. */
const NUMBER =
  /(?<![\p{L}\p{N}_])(?<!\d[.-])(?!000|666|9)\d{3}([- ])(?!00)\d{2}\1(?!0000)\d{4}(?![\p{L}\p{N}_]|[.-]\d)/gu;

/** Finds social security numbers of the United States. */
export function findSocialSecurityNumbers(text: string): TextSpan[] {
  return findMatches(text, NUMBER);
}
