import { splitStatements, type SqlDialect } from './split-statements';

const both: readonly SqlDialect[] = ['postgresql', 'mysql'];

describe('splitStatements', () => {
  it.each(both)('%s: splits where a semicolon ends a statement', (dialect) => {
    expect(splitStatements('SELECT 1', dialect)).toEqual(['SELECT 1']);
    expect(splitStatements('SELECT 1; \n', dialect)).toEqual(['SELECT 1; \n']);
    expect(splitStatements('SELECT 1;;\n DELETE FROM a ;', dialect)).toEqual(['SELECT 1', 'DELETE FROM a']);
    expect(splitStatements('; -- nothing\n;', dialect)).toEqual(['; -- nothing\n;']);
    expect(splitStatements('BEGIN; DELETE FROM a; COMMIT', dialect)).toEqual([
      'BEGIN',
      'DELETE FROM a',
      'COMMIT',
    ]);
  });

  it.each(both)('%s: not within quotes, comments and brackets', (dialect) => {
    for (const one of [
      "SELECT 'a;b', 'it''s; ' FROM c",
      'SELECT "a;b" FROM c',
      'SELECT 1 -- a; b\n FROM c',
      'SELECT 1 /* a; b */ FROM c',
      'CREATE RULE r AS ON INSERT TO a DO (DELETE FROM b; DELETE FROM c)',
    ])
      expect(splitStatements(`${one}; SELECT 2`, dialect)).toEqual([one, 'SELECT 2']);
  });

  it('postgresql: knows its quotes and comments', () => {
    for (const one of [
      String.raw`SELECT E'it\'s; ' || e'\\;'`,
      String.raw`SELECT 'a\'`,
      'DO $$ BEGIN DELETE FROM a; END $$',
      'SELECT $tag$ a; $$ b; $tag$ FROM c',
      'SELECT a$1 FROM b',
      'SELECT /* a /* b */; c */ 1',
      'CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END',
    ])
      expect(splitStatements(`${one}; SELECT 2`, 'postgresql')).toEqual([one, 'SELECT 2']);
    expect(splitStatements("SELECT $1; DELETE FROM a WHERE b = '$'; SELECT $2", 'postgresql')).toHaveLength(
      3,
    );
  });

  it('mysql: knows its quotes and comments, and runs what is in a comment with an exclamation mark', () => {
    for (const one of [
      String.raw`SELECT 'it\'s; ', "a\";b", ${'`a;b`'}`,
      'SELECT 1 # a; b\n + 1',
      'CREATE PROCEDURE p() BEGIN IF a THEN SELECT 1; END IF; CASE b WHEN 1 THEN SELECT 2; END CASE; SELECT 3; END',
      'CREATE DEFINER=`a`@`b` TRIGGER t AFTER INSERT ON a FOR EACH ROW BEGIN DELETE FROM b; DELETE FROM c; END',
      'BEGIN NOT ATOMIC SELECT 1; SELECT 2; END',
    ])
      expect(splitStatements(`${one}; SELECT 2`, 'mysql')).toEqual([one, 'SELECT 2']);
    expect(splitStatements('SELECT 5--1; DELETE FROM a', 'mysql')).toHaveLength(2);
    expect(splitStatements('SELECT 1 /*!50000 ; DELETE FROM a */; SELECT 2', 'mysql')).toEqual([
      'SELECT 1 /*!50000',
      'DELETE FROM a */',
      'SELECT 2',
    ]);
  });

  it('takes time in proportion to the text', () => {
    const values = `INSERT INTO a VALUES ${"('it''s; b'), ".repeat(50_000)}('c')`;
    const start = performance.now();
    expect(splitStatements(`${values}; SELECT 1`, 'postgresql')).toEqual([values, 'SELECT 1']);
    expect(splitStatements(`${"'".repeat(99_999)};${'/*'.repeat(50_000)}; SELECT 1`, 'mysql')).toHaveLength(
      1,
    );
    expect(performance.now() - start).toBeLessThan(5_000);
  });
});
