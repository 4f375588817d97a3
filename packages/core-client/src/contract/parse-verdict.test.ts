import { parseVerdict } from './parse-verdict';
import { Verdict } from './verdict';

// covers: 1, 2, 5
it.each([
  ['allow', Verdict.ALLOW],
  ['ALLOW', Verdict.ALLOW],
  ['continue', Verdict.ALLOW],
  ['Constrain', Verdict.CONSTRAIN],
  ['require_approval', Verdict.REQUIRE_APPROVAL],
  ['require-approval', Verdict.REQUIRE_APPROVAL],
  ['REQUIRE-APPROVAL', Verdict.REQUIRE_APPROVAL],
  ['request_approval', Verdict.REQUIRE_APPROVAL],
  ['request-approval', Verdict.REQUIRE_APPROVAL],
  ['Block', Verdict.BLOCK],
  ['halt', Verdict.HALT],
  ['stop', Verdict.HALT],
  [' halt ', Verdict.HALT],
  [0, Verdict.ALLOW],
  [1, Verdict.CONSTRAIN],
  [2, Verdict.REQUIRE_APPROVAL],
  [3, Verdict.BLOCK],
  [4, Verdict.HALT],
  ['3', Verdict.BLOCK],
])('reads %p as %s', (value, verdict) => {
  expect(parseVerdict(value)).toBe(verdict);
});

// covers: 3
it.each([
  [undefined],
  [null],
  [''],
  ['allowed'],
  ['deny'],
  [5],
  [-1],
  [1.5],
  [Number.NaN],
  ['5'],
  [true],
  [{}],
  [['allow']],
  ['__proto__'],
  ['constructor'],
  [3n],
])('knows no verdict %p', (value) => {
  expect(parseVerdict(value)).toBeUndefined();
});
