import { distance } from 'fastest-levenshtein';
import { replaceParts, type Replacement, type TextFilter } from './text-filter';

interface Token {
  readonly start: number;
  readonly end: number;
  readonly word: string;
}

interface Phrase {
  readonly text: string;
  readonly tokenCount: number;
}

const WORD = /[\p{L}\p{N}_]+(?:['\u2019][\p{L}\p{N}_]+)*/gu;
const FINDING = 'banned words';

/**
 * Cuts banned words down to their first letter. Whole words are compared, in any case; a banned phrase of several words
 * is compared with as many words. `maxDistance` is the number of letters that may differ.
 */
export function createBanWordsFilter(words: readonly string[], maxDistance: number): TextFilter {
  const phrases = toPhrases(words);
  const exact = new Set(phrases.map(({ text }) => text));
  const windowSizes = [...new Set(phrases.map(({ tokenCount }) => tokenCount))].sort((a, b) => b - a);

  const isBanned = (window: string, tokenCount: number): boolean =>
    exact.has(window) ||
    (maxDistance > 0 &&
      phrases.some(
        (phrase) =>
          phrase.tokenCount === tokenCount &&
          Math.abs(phrase.text.length - window.length) <= maxDistance &&
          distance(phrase.text, window) <= maxDistance,
      ));

  return (text) => {
    const tokens = tokenize(text);
    const replacements: Replacement[] = [];
    for (let index = 0; index < tokens.length; index++) {
      for (const size of windowSizes) {
        const window = tokens.slice(index, index + size);
        const [first] = window;
        const last = window.at(-1);
        if (first === undefined || last === undefined || window.length < size) continue;
        if (!isBanned(window.map(({ word }) => word).join(' '), size)) continue;
        const initial = String.fromCodePoint(text.codePointAt(first.start) ?? 0);
        replacements.push({ start: first.start, end: last.end, text: initial });
        index += size - 1;
        break;
      }
    }
    if (replacements.length === 0) return { text, findings: [] };
    return { text: replaceParts(text, replacements), findings: [FINDING] };
  };
}

/** Banned words as texts are compared with them: lower case, one space between the words. */
function toPhrases(words: readonly string[]): Phrase[] {
  return words.map((word) => {
    const tokens = tokenize(word);
    return { text: tokens.map((token) => token.word).join(' '), tokenCount: tokens.length };
  });
}

/** Whether there is a word in it at all: a banned `***` could never be found. */
export function hasWord(text: string): boolean {
  return tokenize(text).length > 0;
}

function tokenize(text: string): Token[] {
  return [...text.matchAll(WORD)].map((match) => ({
    start: match.index,
    end: match.index + match[0].length,
    word: match[0].toLowerCase(),
  }));
}
