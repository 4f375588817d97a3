import { digitsOf, findMatches, isWordAt, type TextSpan } from './text-span';

const BEFORE = String.raw`(?<![\p{L}\p{N}_+])(?<!\d[.\-])`;
const AFTER = String.raw`(?![\p{L}\p{N}_]|[.\-]\d)`;

const pattern = (body: string): RegExp => new RegExp(BEFORE + body + AFTER, 'gu');

/** North America: 555-867-5309, (555) 867-5309, 1 555.867.5309. */
const NORTH_AMERICAN = pattern(String.raw`(?:1[\-. ])?(?:\(\d{3}\)[ \-]?|\d{3}[\-. ])\d{3}[\-. ]\d{4}`);
/** Toll-free numbers, the only ones that are taken for numbers without any separator. */
const TOLL_FREE = pattern(String.raw`18(?:00|33|44|55|66|77|88)\d{7}`);
/** National numbers with a leading zero in two or three groups, as in the United Kingdom or Germany. */
const NATIONAL = pattern(String.raw`(?:\(0\d{2,4}\)|0\d{2,4})[ \-]\d{3,4}(?:[ \-]?\d{3,4})?`);
/** France: 01 23 45 67 89. */
const FRENCH = pattern(String.raw`0[1-9](?:[ .\-]\d{2}){4}`);

const MIN_DIGITS = 8;
/** ITU-T E.164. */
const MAX_DIGITS = 15;

/** Finds phone numbers that look like ones; ten bare digits are an order number as often as not, and are left alone. */
export function findPhoneNumbers(text: string): TextSpan[] {
  return [
    ...findInternational(text),
    ...findMatches(text, NORTH_AMERICAN),
    ...findMatches(text, TOLL_FREE),
    ...findMatches(text, NATIONAL, (match) => [10, 11].includes(digitsOf(match).length)),
    ...findMatches(text, FRENCH),
  ];
}

/** `+` and 8 to 15 digits with single separators between them. */
function findInternational(text: string): TextSpan[] {
  const spans: TextSpan[] = [];
  for (let plus = text.indexOf('+'); plus !== -1; plus = text.indexOf('+', plus + 1)) {
    if (isWordAt(text, plus - 1)) continue;
    const end = internationalEnd(text, plus + 1);
    if (end !== undefined) spans.push({ start: plus, end });
  }
  return spans;
}

function internationalEnd(text: string, start: number): number | undefined {
  let digits = 0;
  let end = start;
  let separators = 0;
  for (let index = start; index < text.length && digits <= MAX_DIGITS; index++) {
    const character = text.charAt(index);
    if (/\d/.test(character)) {
      digits++;
      separators = 0;
      end = index + 1;
    } else if (digits > 0 && separators < 2 && /[ .()\u00a0\-]/.test(character)) separators++;
    else break;
  }
  return digits >= MIN_DIGITS && digits <= MAX_DIGITS && !isWordAt(text, end) ? end : undefined;
}
