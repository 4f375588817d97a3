import { batchFacts } from './redis-command';
import { requestDatabase, requestedDatabase, selectedBy } from './selected-database';

const COMMANDS = ['GET a', 'SELECT 1', 'FLUSHDB', 'SELECT 2', 'FLUSHDB'].map((text) => {
  const [name = '', ...args] = text.split(' ');
  return { name, args };
});

describe('the selected database', () => {
  it('is that of the last SELECT', () => {
    expect(selectedBy(COMMANDS)).toBe(2);
    expect(selectedBy([{ name: 'SELECT', args: [Buffer.from('3')] }])).toBe(3);
    expect(selectedBy([{ name: 'GET', args: ['1'] }])).toBeUndefined();
  });

  it('is for each command of a batch the one that those before it selected', () => {
    expect(batchFacts(COMMANDS).map(({ databaseIndex }) => databaseIndex)).toEqual([
      undefined,
      undefined,
      1,
      1,
      2,
    ]);
    expect(batchFacts(COMMANDS)[0]).not.toHaveProperty('databaseIndex');
  });

  it('is requested until the latest request is over', () => {
    const client = {};
    const forgetFirst = requestDatabase(client, 1);
    const forgetSecond = requestDatabase(client, 2);
    requestDatabase(client, undefined)();
    forgetFirst();
    expect(requestedDatabase(client)).toBe(2);
    forgetSecond();
    expect(requestedDatabase(client)).toBeUndefined();
  });
});
