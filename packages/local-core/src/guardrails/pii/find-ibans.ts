import { isWordAt, type TextSpan } from './text-span';

/** Length of an IBAN by country, from the SWIFT IBAN registry. */
const LENGTHS: ReadonlyMap<string, number> = new Map(
  (
    'AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ' +
    'ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 ' +
    'LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 ' +
    'PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30'
  )
    .split(' ')
    .map((entry) => [entry.slice(0, 2), Number(entry.slice(2))]),
);

const START = /[A-Za-z]{2}\d{2}/g;

/** Finds international bank account numbers: a known country, its length, and right check digits. */
export function findIbans(text: string): TextSpan[] {
  const spans: TextSpan[] = [];
  for (const match of text.matchAll(START)) {
    const length = LENGTHS.get(match[0].slice(0, 2).toUpperCase());
    if (length === undefined || isWordAt(text, match.index - 1)) continue;
    const candidate = take(text, match.index, length);
    if (candidate === undefined || isWordAt(text, candidate.end)) continue;
    if (hasCheckDigits(candidate.characters)) spans.push({ start: match.index, end: candidate.end });
  }
  return spans;
}

/** That many letters and digits, with at most one space or hyphen between two of them. */
function take(text: string, start: number, length: number): { characters: string; end: number } | undefined {
  let characters = '';
  for (let index = start; index < text.length; index++) {
    const character = text.charAt(index);
    if (/[A-Za-z0-9]/.test(character)) characters += character;
    else if (!/[ \u00a0-]/.test(character) || !/[A-Za-z0-9]/.test(text.charAt(index - 1))) return undefined;
    if (characters.length === length) return { characters, end: index + 1 };
  }
  return undefined;
}

/** ISO 7064, MOD 97-10. */
function hasCheckDigits(iban: string): boolean {
  let remainder = 0;
  for (const character of (iban.slice(4) + iban.slice(0, 4)).toUpperCase()) {
    const value = parseInt(character, 36);
    remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97;
  }
  return remainder === 1;
}
