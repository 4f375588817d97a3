import { RE2JS } from 're2js';
import { replaceParts, type Replacement, type TextFilter } from './text-filter';

const DEFAULT_REPLACEMENT = '[REDACTED]';
const FINDING = 'pattern';

/**
 * Replaces what matches a regular expression of RE2's syntax, which no text can bring to a halt.
 *
 * @throws a syntax error of RE2 where the pattern is none
 */
export function createRegexFilter(pattern: string, replacement = DEFAULT_REPLACEMENT): TextFilter {
  const compiled = RE2JS.compile(pattern);
  return (text) => {
    const matcher = compiled.matcher(text);
    const replacements: Replacement[] = [];
    while (matcher.find()) {
      if (matcher.end() > matcher.start()) {
        replacements.push({ start: matcher.start(), end: matcher.end(), text: replacement });
      }
    }
    if (replacements.length === 0) return { text, findings: [] };
    return { text: replaceParts(text, replacements), findings: [FINDING] };
  };
}

/** Whether a pattern is found in an empty text, so that it would be found everywhere. */
export function matchesEmptyText(pattern: string): boolean {
  return RE2JS.compile(pattern).matcher('').find();
}
