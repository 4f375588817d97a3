import { closestName } from './closest-name';

describe('closestName', () => {
  const known = ['decision', 'reason', 'risk_score'];

  test.each([
    ['descision', 'decision'],
    ['Reason', 'reason'],
    ['riskScore', 'risk_score'],
  ])('%s means %s', (name, meant) => {
    expect(closestName(name, known)).toBe(meant);
  });

  test.each(['entirely_else', 'x', ''])('does not guess at "%s"', (name) => {
    expect(closestName(name, known)).toBeUndefined();
  });

  test('guesses at nothing where nothing is known, or the name is known', () => {
    expect(closestName('reason', [])).toBeUndefined();
    expect(closestName('reason', known)).toBeUndefined();
  });
});
