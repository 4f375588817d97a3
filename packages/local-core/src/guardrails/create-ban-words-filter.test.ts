import { createBanWordsFilter } from './create-ban-words-filter';

describe('banned words', () => {
  test('are cut down to their first letter, as documented', () => {
    const filter = createBanWordsFilter(['SSN', 'hack', 'bomb'], 0);
    expect(filter('I need your SSN to hack the system and bomb the competition')).toEqual({
      text: 'I need your S to h the system and b the competition',
      findings: ['banned words'],
    });
  });

  test.each([
    ['in any case', ['hack'], 'HACK Hack hAcK', 'H H h'],
    ['beside punctuation', ['hack'], '"hack", (hack)! hack?', '"h", (h)! h?'],
    ['in other scripts', ['бомба', 'été'], 'Бомба, Été', 'Б, É'],
    ['as phrases, whatever stands between the words', ['blow up'], 'to blow\n up and blow-up', 'to b and b'],
    ['the longest phrase first', ['blow', 'blow up'], 'blow up, blow', 'b, b'],
    ['at the end of a text', ['blow up'], 'please blow', 'please blow'],
  ])('are found %s', (_, words, text, expected) => {
    expect(createBanWordsFilter(words, 0)(text).text).toBe(expected);
  });

  test('are whole words', () => {
    const text = 'hackathon, shack, hacks, ha ck';
    expect(createBanWordsFilter(['hack'], 0)(text)).toEqual({ text, findings: [] });
  });

  test('may differ by as many letters as allowed', () => {
    const words = ['password'];
    expect(createBanWordsFilter(words, 0)('passw0rd').findings).toEqual([]);
    expect(createBanWordsFilter(words, 1)('passw0rd pa55w0rd').text).toBe('p pa55w0rd');
    expect(createBanWordsFilter(words, 3)('pa55w0rd').text).toBe('p');
  });

  test('keep a first letter that takes two code units whole', () => {
    expect(createBanWordsFilter(['𝒽ack'], 0)('𝒽ack').text).toBe('𝒽');
  });

  test('take no longer on a hostile text', () => {
    const filter = createBanWordsFilter(
      Array.from({ length: 100 }, (_, index) => `banned${String(index)}`),
      2,
    );
    const start = performance.now();
    filter('bannd1 '.repeat(5000));
    filter('x'.repeat(100_000));
    expect(performance.now() - start).toBeLessThan(3000);
  });
});
