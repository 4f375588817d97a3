import { ObjectId, Long } from 'mongodb';
import { mongoStatement } from './mongo-statement';

describe('mongoStatement', () => {
  // covers: 153, W11
  it.each<[object, unknown]>([
    [
      { find: 'users', filter: { name: 'Ann', age: { $gt: 3 } }, lsid: { id: 1 }, $db: 'test' },
      { find: 'users', filter: { name: '?', age: { $gt: '?' } } },
    ],
    [
      { insert: 'users', documents: [{ _id: new ObjectId(), n: Long.fromNumber(1) }], ordered: true },
      { insert: 'users', documents: [{ _id: '?', n: '?' }], ordered: '?' },
    ],
    [
      {
        aggregate: 'a',
        pipeline: [{ $lookup: { from: 'b', localField: 'x', foreignField: 'y', as: 'z' } }, { $out: 'c' }],
      },
      {
        aggregate: 'a',
        pipeline: [{ $lookup: { from: 'b', localField: 'x', foreignField: 'y', as: 'z' } }, { $out: 'c' }],
      },
    ],
    // A field of a document may be called like one of a stage.
    [
      { insert: 'mail', documents: [{ from: 'Ann', as: 'secret' }] },
      { insert: 'mail', documents: [{ from: '?', as: '?' }] },
    ],
    [
      { find: 'a', filter: { n: { $in: [1, 2, 3] } } },
      { find: 'a', filter: { n: { $in: ['?'] } } },
    ],
    [
      { update: 'a', updates: [{ q: {}, u: { $set: { d: new Date(0), r: /x/, f: null } } }] },
      { update: 'a', updates: [{ q: {}, u: { $set: { d: '?', r: '?', f: '?' } } }] },
    ],
    [{ dropDatabase: 1 }, { dropDatabase: '?' }],
    [new Map([['a', 1]]), undefined],
  ])('%j', (command, shown) => {
    const statement = mongoStatement(command);
    expect(statement === undefined ? undefined : JSON.parse(statement)).toEqual(shown);
  });

  it('stays short for many and for deep documents, and ends in a cycle', () => {
    const many = { insert: 'a', documents: Array.from({ length: 10_000 }, (_, n) => ({ [`field${n}`]: n })) };
    expect(mongoStatement(many)?.length).toBeLessThan(10_000);
    const cycle: Record<string, unknown> = {};
    cycle.self = cycle;
    expect(mongoStatement({ find: 'a', filter: cycle })).toContain('...');
  });
});
