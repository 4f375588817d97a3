import { parseExpirationTime } from './parse-expiration-time';

const expected = Date.UTC(2026, 0, 11, 17, 43, 39);

// covers: 60
it.each([
  ['2026-01-11T17:43:39Z', expected],
  ['2026-01-11t17:43:39z', expected],
  ['2026-01-11T17:43:39+00:00', expected],
  ['2026-01-11T19:43:39+02:00', expected],
  ['2026-01-11T12:13:39-0530', expected],
  ['2026-01-11T16:43:39-01', expected],
  ['2026-01-11 17:43:39', expected],
  ['2026-01-11T17:43:39', expected],
  ['2026-01-11 17:43:39+00:00', expected],
  ['2026-01-11 17:43:39 +0000', expected],
  [' 2026-01-11T17:43:39Z ', expected],
  ['2026-01-11T17:43:39.5Z', expected + 500],
  ['2026-01-11T17:43:39.123456789Z', expected + 123.456789],
  ['2026-01-11 17:43:39.250', expected + 250],
  ['2026-01-11T17:43Z', expected - 39_000],
])('reads %p', (value, timeMs) => {
  expect(parseExpirationTime(value)).toBeCloseTo(timeMs, 3);
});

// covers: 60
it.each([
  [undefined],
  [null],
  [''],
  ['soon'],
  ['2026-13-11T17:43:39Z'],
  ['2026-01-11'],
  [expected],
  [{}],
  ['0001-01-01T00:00:00Z'],
])('ignores %p', (value) => {
  expect(parseExpirationTime(value)).toBeUndefined();
});
