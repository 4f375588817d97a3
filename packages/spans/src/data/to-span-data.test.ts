import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import type { ReadableSpanLike } from '../otel/span-like';
import { toSpanData } from './to-span-data';

function span(fields: Partial<ReadableSpanLike> = {}): ReadableSpanLike {
  return {
    name: 'POST',
    kind: SpanKind.CLIENT,
    spanContext: () => ({ spanId: '1a2b3c4d5e6f7890', traceId: '1a2b3c4d5e6f78901a2b3c4d5e6f7890' }),
    startTime: [1_704_067_200, 0],
    endTime: [1_704_067_201, 0],
    status: { code: SpanStatusCode.OK },
    attributes: {},
    events: [],
    ...fields,
  };
}

describe('toSpanData', () => {
  // covers: W77
  it('writes the base structure of the specification', () => {
    const data = toSpanData(
      span({
        parentSpanContext: { spanId: '0987654321fedcba', traceId: '1a2b3c4d5e6f78901a2b3c4d5e6f7890' },
      }),
      { activityId: '1' },
    );
    expect(data).toEqual({
      span_id: '1a2b3c4d5e6f7890',
      trace_id: '1a2b3c4d5e6f78901a2b3c4d5e6f7890',
      parent_span_id: '0987654321fedcba',
      name: 'POST',
      kind: 'CLIENT',
      start_time: 1_704_067_200_000_000_000,
      end_time: 1_704_067_201_000_000_000,
      duration_ns: 1_000_000_000,
      status: { code: 'OK', description: null },
      events: [],
      attributes: {},
      activity_id: '1',
    });
  });

  // covers: M12
  it('writes times as JSON integers, and durations to the nanosecond', () => {
    const data = toSpanData(
      span({ startTime: [1_763_978_283, 123_456_789], endTime: [1_763_978_283, 123_456_796] }),
    );
    expect(JSON.stringify(data)).toMatch(/"start_time":1763978283123\d{6},"end_time":1763978283123\d{6},/);
    expect(data.duration_ns).toBe(7);
  });

  it.each([
    [SpanKind.INTERNAL, 'INTERNAL'],
    [SpanKind.SERVER, 'SERVER'],
    [SpanKind.CLIENT, 'CLIENT'],
    [SpanKind.PRODUCER, 'PRODUCER'],
    [SpanKind.CONSUMER, 'CONSUMER'],
    [99, 'INTERNAL'],
  ])('names kind %p %s', (kind, name) => {
    expect(toSpanData(span({ kind })).kind).toBe(name);
  });

  it.each([
    [{ code: SpanStatusCode.UNSET }, { code: 'UNSET', description: null }],
    [{ code: SpanStatusCode.OK }, { code: 'OK', description: null }],
    [
      { code: SpanStatusCode.ERROR, message: 'HTTP 500' },
      { code: 'ERROR', description: 'HTTP 500' },
    ],
  ])('names status %p', (status, named) => {
    expect(toSpanData(span({ status })).status).toEqual(named);
  });

  it('reads the parent of SDK 1, and null where there is none', () => {
    expect(toSpanData(span({ parentSpanId: 'aaaaaaaaaaaaaaaa' })).parent_span_id).toBe('aaaaaaaaaaaaaaaa');
    expect(toSpanData(span({ parentSpanId: '' })).parent_span_id).toBeNull();
  });

  it('copies events', () => {
    const events = [{ name: 'exception', time: [1, 5] as const, attributes: { 'exception.type': 'Error' } }];
    expect(toSpanData(span({ events })).events).toEqual([
      { name: 'exception', timestamp: 1_000_000_005, attributes: { 'exception.type': 'Error' } },
    ]);
  });

  it('adds the specification’s HTTP names and facts beside the stable ones', () => {
    const attributes = {
      'http.request.method': 'POST',
      'url.full': 'https://api.openai.com/v1/chat/completions?x=1',
      'http.response.status_code': 200,
      'server.address': 'api.openai.com',
      'server.port': 443,
    };
    const data = toSpanData(span({ attributes }));
    expect(data.attributes).toEqual({
      ...attributes,
      'http.method': 'POST',
      'http.url': 'https://api.openai.com/v1/chat/completions?x=1',
      'http.status_code': 200,
      'http.scheme': 'https',
      'http.host': 'api.openai.com',
      'http.target': '/v1/chat/completions?x=1',
      'net.peer.name': 'api.openai.com',
      'net.peer.port': 443,
    });
    expect(data).toMatchObject({
      hook_type: 'http_request',
      http_method: 'POST',
      http_url: 'https://api.openai.com/v1/chat/completions?x=1',
      http_status_code: 200,
    });
  });

  it('never changes the span', () => {
    const attributes = Object.freeze({ 'http.request.method': 'GET', list: Object.freeze(['a']) });
    toSpanData(span({ attributes }));
    expect(attributes).toEqual({ 'http.request.method': 'GET', list: ['a'] });
  });

  // covers: 150
  it.each([
    [
      'pg.query:SELECT postgres',
      { 'db.system.name': 'postgresql', 'db.query.text': '/* a */ select 1' },
      'SELECT',
    ],
    ['SELECT', { 'db.system': 'postgresql', 'db.operation': 'SELECT', 'db.statement': 'SELECT 1' }, 'SELECT'],
    ['INSERT users', { 'db.system.name': 'mysql', 'db.query.text': 'INSERT INTO users' }, 'INSERT users'],
    ['redis-GET', { 'db.system.name': 'redis', 'db.operation.name': 'get' }, 'GET'],
    ['redis-MULTI', { 'db.system.name': 'redis', 'db.operation.name': 'PIPELINE set' }, 'SET'],
    ['redis', { 'db.system.name': 'redis', 'db.query.text': 'hset key [2 other arguments]' }, 'HSET'],
    ['mongodb.find', { 'db.system.name': 'mongodb', 'db.operation.name': 'find' }, 'FIND'],
    ['custom', { 'db.system.name': 'other', 'db.query.text': 'whatever' }, 'custom'],
  ])('names the database span %s by its verb', (name, attributes, expected) => {
    expect(toSpanData(span({ name, attributes })).name).toBe(expected);
  });

  // covers: 149
  it('adds the specification’s database names and facts', () => {
    const attributes = {
      'db.system.name': 'postgresql',
      'db.namespace': 'mydb',
      'db.query.text': 'SELECT * FROM users WHERE id = $1',
      'server.address': 'localhost',
      'server.port': 5432,
    };
    const data = toSpanData(span({ name: 'pg.query:SELECT mydb', attributes }));
    expect(data.attributes).toMatchObject({
      'db.system': 'postgresql',
      'db.name': 'mydb',
      'db.statement': 'SELECT * FROM users WHERE id = $1',
      'db.operation': 'SELECT',
      'net.peer.name': 'localhost',
      'net.peer.port': 5432,
    });
    expect(data).toMatchObject({
      hook_type: 'db_query',
      db_system: 'postgresql',
      db_name: 'mydb',
      db_operation: 'SELECT',
      db_statement: 'SELECT * FROM users WHERE id = $1',
      server_address: 'localhost',
      server_port: 5432,
    });
  });

  it('finds a MongoDB collection, but not a command in its place, and a Redis index', () => {
    const mongo = { 'db.system.name': 'mongodb', 'db.operation.name': 'find' };
    const attributesOf = (attributes: Record<string, unknown>): unknown =>
      toSpanData(span({ attributes })).attributes;
    expect(attributesOf({ ...mongo, 'db.collection.name': 'users' })).toMatchObject({
      'db.mongodb.collection': 'users',
    });
    expect(attributesOf({ ...mongo, 'db.collection.name': '$cmd' })).not.toHaveProperty([
      'db.mongodb.collection',
    ]);
    expect(attributesOf({ 'db.system.name': 'redis', 'db.namespace': '2' })).toMatchObject({
      'db.redis.database_index': 2,
    });
  });

  it('keeps the specification’s own names where they are set', () => {
    const attributes = { 'http.method': 'PATCH', 'http.request.method': 'POST', 'http.url': 'not a url' };
    expect(toSpanData(span({ attributes })).attributes).toEqual(attributes);
  });

  it('gives facts of files and functions', () => {
    const write = { 'file.path': '/a', 'file.operation': 'write', 'file.bytes': 3 };
    const open = {
      'file.path': '/a',
      'file.mode': 'r',
      'file.total_bytes_read': 7,
      'file.total_bytes_written': 0,
    };
    expect(toSpanData(span({ attributes: write }))).toMatchObject({
      hook_type: 'file_operation',
      file_path: '/a',
      file_operation: 'write',
      bytes_written: 3,
    });
    expect(toSpanData(span({ attributes: open }))).toMatchObject({
      file_mode: 'r',
      bytes_read: 7,
      bytes_written: 0,
    });
    expect(toSpanData(span({ attributes: { 'code.function': 'f', 'code.namespace': 'm' } }))).toMatchObject({
      hook_type: 'function_call',
      function: 'f',
      module: 'm',
    });
  });

  it('leaves out what is no attribute, and facts that are not known', () => {
    const attributes = JSON.parse(
      '{"__proto__":{"polluted":1},"a":null,"b":{"c":1},"d":[1,null],"e":true}',
    ) as Record<string, unknown>;
    const data = toSpanData(span({ attributes }));
    expect(data.attributes).toEqual({ d: [1, null], e: true });
    expect(Object.keys(data)).not.toContain('hook_type');
  });
});
