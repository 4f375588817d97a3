import { createRegexFilter, matchesEmptyText } from './create-regex-filter';

describe('a regex guardrail', () => {
  test('replaces every match', () => {
    const filter = createRegexFilter(String.raw`\bEMP-\d{4}\b`);
    expect(filter('EMP-1234 and EMP-5678, not EMP-12')).toEqual({
      text: '[REDACTED] and [REDACTED], not EMP-12',
      findings: ['pattern'],
    });
    expect(filter('nobody')).toEqual({ text: 'nobody', findings: [] });
  });

  test('takes a replacement as it is, and the flags of RE2', () => {
    expect(createRegexFilter('(?i)secret', '$1<x>')('My SECRET').text).toBe('My $1<x>');
  });

  test('counts in the units of the text', () => {
    expect(createRegexFilter('b+')('😀abb😀b').text).toBe('😀a[REDACTED]😀[REDACTED]');
  });

  test.each(['^(a+)+$', '(a|aa)+$', '(.*)(.*)(.*)(.*)x'])('is not brought to a halt by %s', (pattern) => {
    const start = performance.now();
    createRegexFilter(pattern)(`${'a'.repeat(2000)}!`);
    expect(performance.now() - start).toBeLessThan(3000);
  });

  test('knows a pattern that matches everywhere', () => {
    expect(matchesEmptyText('a*')).toBe(true);
    expect(matchesEmptyText('a+')).toBe(false);
  });
});
