import { Verdict } from './verdict';

/** Verdicts by their number on the wire, 0 to 4. */
const BY_NUMBER: readonly Verdict[] = [
  Verdict.ALLOW,
  Verdict.CONSTRAIN,
  Verdict.REQUIRE_APPROVAL,
  Verdict.BLOCK,
  Verdict.HALT,
];

const BY_NAME: ReadonlyMap<string, Verdict> = new Map<string, Verdict>([
  ...BY_NUMBER.map((verdict, index): [string, Verdict] => [String(index), verdict]),
  ...BY_NUMBER.map((verdict): [string, Verdict] => [verdict, verdict]),
  ['continue', Verdict.ALLOW],
  ['request_approval', Verdict.REQUIRE_APPROVAL],
  ['stop', Verdict.HALT],
]);

/**
 * Reads a verdict in any spelling that Core has used: the names of v1.1 in any case and with `-` or `_`, the actions of
 * v1.0 (`continue`, `stop`, `require-approval`), and the numbers 0 to 4.
 *
 * @returns `undefined` for anything else. That is never to be taken for a verdict: Core's answer is then an API error.
 */
export function parseVerdict(value: unknown): Verdict | undefined {
  if (typeof value === 'number') return BY_NUMBER[value];
  if (typeof value !== 'string') return undefined;
  return BY_NAME.get(value.trim().toLowerCase().replaceAll('-', '_'));
}
