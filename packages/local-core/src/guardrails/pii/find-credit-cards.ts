import type { TextSpan } from './text-span';

const BEFORE = String.raw`(?<![\p{L}\p{N}_])(?<!\d[.\-])`;
const AFTER = String.raw`(?![\p{L}\p{N}_]|[.\-]\d)`;

/** Groups as cards print them, with one separator throughout, or no separator at all. */
const FORMS = [
  String.raw`\d{4}([ \u00a0\-])\d{4}\1\d{4}\1\d{4}\1\d{3}`,
  String.raw`\d{4}([ \u00a0\-])\d{4}\1\d{4}\1\d{4}`,
  String.raw`\d{4}([ \u00a0\-])\d{6}\1\d{4,5}`,
  String.raw`\d{13,19}`,
].map((form) => new RegExp(BEFORE + form + AFTER, 'gu'));

/** Beginnings and lengths of the card schemes. */
const SCHEMES: readonly { readonly prefix: RegExp; readonly lengths: readonly number[] }[] = [
  { prefix: /^4/, lengths: [13, 16, 19] },
  { prefix: /^(?:5[1-5]|2(?:22[1-9]|2[3-9]|[3-6]|7[01]|720))/, lengths: [16] },
  { prefix: /^3[47]/, lengths: [15] },
  { prefix: /^3(?:0[0-5]|[689])/, lengths: [14, 16] },
  { prefix: /^(?:6011|64[4-9]|65)/, lengths: [16, 19] },
  { prefix: /^35(?:2[89]|[3-8])/, lengths: [16, 19] },
  { prefix: /^(?:50|5[6-9]|6)/, lengths: [13, 14, 15, 16, 17, 18, 19] },
];

/** Finds numbers of payment cards: a known scheme, its length, and a right check digit. */
export function findCreditCards(text: string): TextSpan[] {
  return FORMS.flatMap((form) =>
    [...text.matchAll(form)]
      .filter(([match]) => isCardNumber(match.replace(/\D/g, '')))
      .map((match) => ({ start: match.index, end: match.index + match[0].length })),
  );
}

function isCardNumber(digits: string): boolean {
  const isKnown = SCHEMES.some(
    ({ prefix, lengths }) => lengths.includes(digits.length) && prefix.test(digits),
  );
  return isKnown && hasLuhnCheckDigit(digits);
}

/** ISO/IEC 7812-1, annex B. */
function hasLuhnCheckDigit(digits: string): boolean {
  let sum = 0;
  for (let index = 0; index < digits.length; index++) {
    const digit = Number(digits.charAt(digits.length - 1 - index));
    const weighted = index % 2 === 0 ? digit : digit * 2;
    sum += weighted > 9 ? weighted - 9 : weighted;
  }
  return sum % 10 === 0;
}
