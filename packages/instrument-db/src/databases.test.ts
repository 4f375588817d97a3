import { databases } from './databases';
import { DRIVERS, isDbLibrary, type DbLibrary } from './db-library';

describe('databases', () => {
  // covers: 148
  it('are all that can be governed, or those that are named, each once', () => {
    expect(databases().map(({ name }) => name)).toEqual(Object.keys(DRIVERS));
    expect(databases(['pg', 'redis', 'pg']).map(({ name }) => name)).toEqual(['pg', 'redis']);
    expect(databases([])).toEqual([]);
  });

  it('that cannot be governed are named, with those that can', () => {
    const named: DbLibrary[] = [];
    const wrong: unknown[] = named;
    wrong.push('oracle');
    expect(() => databases(named)).toThrow(/dbLibraries: "oracle" cannot be governed\. Known: pg, mysql2/);
  });

  it('are known by their name', () => {
    expect([isDbLibrary('pg'), isDbLibrary('toString'), isDbLibrary('')]).toEqual([true, false, false]);
  });
});
