import { sqlOperation } from './sql-operation';

describe('sqlOperation', () => {
  // covers: 150, W35
  it.each<[string, string | undefined]>([
    ['SELECT 1', 'SELECT'],
    ['select * from users', 'SELECT'],
    ['  \n\tInsert into t values (1)', 'INSERT'],
    ['-- a comment with SELECT in it\nUPDATE t SET a = 1', 'UPDATE'],
    ['# mysql comment\nDELETE FROM t', 'DELETE'],
    ['/* route:/users */ SELECT 1', 'SELECT'],
    ['/*! STRAIGHT_JOIN */ /* second */ TRUNCATE t', 'TRUNCATE'],
    ['(SELECT 1) UNION (SELECT 2)', 'SELECT'],
    ['((select 1))', 'SELECT'],
    [';SELECT 1', 'SELECT'],
    ['BEGIN; INSERT INTO t VALUES (1)', 'BEGIN'],
    ['WITH recent AS (SELECT * FROM t) SELECT * FROM recent', 'SELECT'],
    ['WITH a AS (SELECT 1), b (x) AS (DELETE FROM t RETURNING x) INSERT INTO u SELECT * FROM b', 'INSERT'],
    ['with recursive t(n) as (values (1)) update x set n = 1', 'UPDATE'],
    ["WITH a AS (SELECT ')' || $$ DELETE ( $$ FROM t) SELECT 1", 'SELECT'],
    ['WITH a AS MATERIALIZED (SELECT "delete" FROM t) MERGE INTO t USING a ON true', 'MERGE'],
    ["WITH a AS (SELECT 'it''s (' ) DELETE FROM t", 'DELETE'],
    ['WITH a AS (SELECT 1) nonsense', 'WITH'],
    ['EXPLAIN ANALYZE SELECT 1', 'EXPLAIN'],
    ['COPY t FROM STDIN', 'COPY'],
    ['CALL do_it()', 'CALL'],
    ['SET search_path TO x', 'SET'],
    ['/* never closed SELECT 1', undefined],
    ['-- only a comment', undefined],
    ['', undefined],
    ["'text' SELECT", undefined],
    ['123', undefined],
  ])('%j is %p', (statement, operation) => {
    expect(sqlOperation(statement)).toBe(operation);
  });

  it('stays quick on a huge statement', () => {
    expect(sqlOperation(`/*${'*'.repeat(1_000_000)}*/ SELECT 1`)).toBeUndefined();
    expect(sqlOperation(`${'('.repeat(1_000_000)} SELECT 1`)).toBeUndefined();
    expect(sqlOperation(`INSERT INTO t VALUES ${'(1),'.repeat(1_000_000)}`)).toBe('INSERT');
  });
});
