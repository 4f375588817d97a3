import { ActivityScope, type DbQueryFacts } from '@openbox/spans';
import { InMemoryGate, testIdentity } from '@openbox/spans/testing';
import { GovernedStatement } from './governed-statement';
import type { StatementFacts } from './statement-facts';

async function asked(facts: StatementFacts): Promise<DbQueryFacts | undefined> {
  const gate = new InMemoryGate();
  const statement = new GovernedStatement(new ActivityScope({ identity: testIdentity(), gate }), facts);
  await new Promise<unknown>((resolve) => {
    statement.admission.whenKnown(() => {
      resolve(undefined);
    }, resolve);
  });
  statement.end();
  const [operation] = gate.started;
  return operation?.type === 'db_query' ? operation.facts : undefined;
}

describe('what a gate is told of a statement', () => {
  it('tells statements apart that are the same as far as they are kept', async () => {
    const long = (end: string): string => `DELETE FROM t WHERE ${'id > 0 AND '.repeat(3_000)} ${end}`;
    const [one, again, other] = await Promise.all(
      ['id = 1', 'id = 1', 'id = 2'].map((end) => asked({ system: 'postgresql', statement: long(end) })),
    );
    expect(one?.statementDigest).toMatch(/^[0-9a-f]{64}$/);
    expect(again).toEqual(one);
    expect(other).toEqual({
      ...one,
      statementDigest: expect.not.stringMatching(`^${one?.statementDigest}$`),
    });
    expect(await asked({ system: 'postgresql', statement: 'DELETE FROM t' })).not.toHaveProperty(
      'statementDigest',
    );
  });

  it('says who the connection is for, and which database of Redis it is of', async () => {
    expect(await asked({ system: 'redis', operation: 'CONNECT', user: 'admin', databaseIndex: 1 })).toEqual({
      system: 'redis',
      operation: 'CONNECT',
      user: 'admin',
      databaseIndex: 1,
    });
  });

  it('tells the values of MongoDB apart by the order of their fields, and by their patterns', async () => {
    const digest = async (values: unknown, system: StatementFacts['system'] = 'mongodb'): Promise<unknown> =>
      (await asked({ system, values }))?.valuesDigest;
    expect(await digest({ sort: { a: 1, b: 1 } })).not.toBe(await digest({ sort: { b: 1, a: 1 } }));
    expect(await digest({ a: 1, b: 1 }, 'postgresql')).toBe(await digest({ b: 1, a: 1 }, 'postgresql'));
    expect(await digest({ name: /^test-/ })).not.toBe(await digest({ name: /./ }));
  });
});
