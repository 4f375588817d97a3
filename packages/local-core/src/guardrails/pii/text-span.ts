/** A found part of a text, `end` not included. */
export interface TextSpan {
  readonly start: number;
  readonly end: number;
}

/** Finds all parts of a text that are of one kind. */
export type SpanFinder = (text: string) => TextSpan[];

/** Parts that match a pattern (with the flag `g`) and pass a test. */
export function findMatches(
  text: string,
  pattern: RegExp,
  isWanted: (match: string) => boolean = () => true,
): TextSpan[] {
  const spans: TextSpan[] = [];
  for (const match of text.matchAll(pattern)) {
    if (isWanted(match[0])) spans.push({ start: match.index, end: match.index + match[0].length });
  }
  return spans;
}

/** Whether a letter, digit or `_` stands at this place, so that what ends or begins beside it is part of a longer word. */
export function isWordAt(text: string, index: number): boolean {
  return index >= 0 && index < text.length && /[\p{L}\p{N}_]/u.test(text.charAt(index));
}

/** The digits of a text, without what separates them. */
export function digitsOf(text: string): string {
  return text.replace(/\D/g, '');
}
