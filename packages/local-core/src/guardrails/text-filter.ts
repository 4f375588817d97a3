/** What a guardrail makes of one text. */
export interface TextFilterResult {
  /** The text without what was found; the same text where nothing was found. */
  readonly text: string;
  /** What kind of thing was found, such as `PHONE_NUMBER`; never the found text itself. */
  readonly findings: readonly string[];
}

/** Finds and replaces what must not be in a text. Takes time in proportion to the length of the text, whatever it says. */
export type TextFilter = (text: string) => TextFilterResult;

/** A part of a text, `end` not included, and what to put in its place. */
export interface Replacement {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Applies replacements that do not overlap, in the order of the text. */
export function replaceParts(text: string, replacements: readonly Replacement[]): string {
  let result = '';
  let position = 0;
  for (const { start, end, text: replacement } of replacements) {
    result += text.slice(position, start) + replacement;
    position = end;
  }
  return result + text.slice(position);
}
