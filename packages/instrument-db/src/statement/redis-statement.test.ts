import { redisStatement } from './redis-statement';

describe('redisStatement', () => {
  // covers: 153, W11
  it.each<[string, unknown[], string]>([
    ['SET', ['key', 'value'], 'SET key ?'],
    ['SET', ['key', 'value', 'EX', '10'], 'SET key ? ? ?'],
    ['GET', ['key'], 'GET key'],
    ['GET', [Buffer.from('key')], 'GET key'],
    ['DEL', ['a', 'b'], 'DEL a b'],
    ['MSET', ['a', '1', 'b', '2'], 'MSET a ? b ?'],
    ['HSET', ['hash', 'field', 'value', 'other', 'value'], 'HSET hash field ? other ?'],
    ['HGET', ['hash', 'field'], 'HGET hash field'],
    ['EVALSHA', ['sha', '2', 'k1', 'k2', 'v1', 'v2'], 'EVALSHA sha 2 k1 k2 ? ?'],
    ['EVAL', ['return 1', 'not a number', 'x'], 'EVAL return 1 not a number ?'],
    ['AUTH', ['user', 'password'], 'AUTH ? ?'],
    ['CONFIG', ['SET', 'requirepass', 'secret'], 'CONFIG SET ? ?'],
    ['CONFIG SET', ['requirepass', 'secret'], 'CONFIG SET ? ?'],
    ['XGROUP', ['CREATE', 'stream', 'group', '$'], 'XGROUP CREATE stream ? ?'],
    ['PUBLISH', ['channel', 'message'], 'PUBLISH channel ?'],
    ['JSON.SET', ['doc', '$', '{"secret":1}'], 'JSON.SET doc ? ?'],
    ['PING', [], 'PING'],
    ['INCRBY', ['n', 5], 'INCRBY n ?'],
    ['SADD', [{ key: 'object' }, 'x'], 'SADD ? ?'],
  ])('%s %j', (command, args, statement) => {
    expect(redisStatement(command, args)).toBe(statement);
  });

  it('stays short for a command with very many or very long arguments', () => {
    expect(redisStatement('DEL', Array(5_000).fill('k'))).toMatch(/ k \[4000 more\]$/);
    expect(redisStatement('GET', ['k'.repeat(1_000_000)]).length).toBeLessThan(600);
  });
});
