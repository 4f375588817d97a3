import type {
  DbQueryFacts,
  FileOperationFacts,
  FunctionCallFacts,
  HttpRequestFacts,
  Operation,
} from '@openbox/spans';
import { httpRequest } from '../test-support/operations';
import { toHookSpan } from './hook-span';
import { operationDigest } from './operation-digest';

const BASE = httpRequest('http://a/');

const http = (facts: Partial<HttpRequestFacts> = {}): Operation => ({
  ...BASE,
  type: 'http_request',
  facts: { method: 'POST', url: 'http://a/', ...facts },
});
const query = (facts: Partial<DbQueryFacts> = {}): Operation => ({
  ...BASE,
  type: 'db_query',
  facts: { system: 'postgresql', ...facts },
});
const file = (facts: Partial<FileOperationFacts> = {}): Operation => ({
  ...BASE,
  type: 'file_operation',
  facts: { path: '/a', operation: 'open', ...facts },
});
const call = (facts: Partial<FunctionCallFacts> = {}): Operation => ({
  ...BASE,
  type: 'function_call',
  facts: { function: 'pay', ...facts },
});
const withHeader = (name: string, value: string): Operation => http({ requestHeaders: { [name]: value } });

describe('operationDigest', () => {
  it.each<[string, Operation, Operation]>([
    ['method', http(), http({ method: 'PUT' })],
    ['URL', http(), http({ url: 'http://b/' })],
    ['body', http({ requestBody: 'a' }), http({ requestBody: 'b' })],
    ['bytes of the body', http({ bodyDigest: 'a' }), http({ bodyDigest: 'b' })],
    ...[
      ...['x-amz-target', 'soapaction', 'x-http-method-override', 'x-http-method', 'x-method-override'],
      ...['range', 'if-match', 'destination', 'depth', 'overwrite', 'content-type'],
    ].map((name): [string, Operation, Operation] => [name, withHeader(name, 'a'), withHeader(name, 'b')]),
    ['header that has this value', withHeader('depth', '1'), withHeader('range', '1')],
    [
      'kind of form',
      withHeader('content-type', 'multipart/form-data'),
      withHeader('content-type', 'multipart/mixed'),
    ],
    ['system', query(), query({ system: 'mysql' })],
    ['server', query({ serverAddress: 'a' }), query({ serverAddress: 'b' })],
    ['port', query({ serverPort: 1 }), query({ serverPort: 2 })],
    ['database', query({ databaseName: 'a' }), query({ databaseName: 'b' })],
    ['database of Redis', query({ databaseIndex: 0 }), query({ databaseIndex: 1 })],
    ['user', query({ operation: 'CONNECT', user: 'a' }), query({ operation: 'CONNECT', user: 'b' })],
    ['verb', query({ operation: 'DELETE' }), query({ operation: 'INSERT' })],
    ['statement', query({ statement: 'a' }), query({ statement: 'b' })],
    ['end of a long statement', query({ statementDigest: 'a' }), query({ statementDigest: 'b' })],
    ['values', query({ valuesDigest: 'a' }), query({ valuesDigest: 'b' })],
    ['path', file(), file({ path: '/b' })],
    ['operation', file(), file({ operation: 'unlink' })],
    ['mode', file({ mode: 'r' }), file({ mode: 'w' })],
    ['destination of a file', file({ destinationPath: '/b' }), file({ destinationPath: '/c' })],
    ['function', call(), call({ function: 'refund' })],
    ['module', call({ module: 'a' }), call({ module: 'b' })],
    ['arguments', call({ args: [1] }), call({ args: [2] })],
    ['end of long arguments', call({ argsDigest: 'a' }), call({ argsDigest: 'b' })],
  ])('differs by %s', (_name, one, other) => {
    expect(operationDigest(one)).toMatch(/^[0-9a-f]{64}$/);
    expect(operationDigest(other)).not.toBe(operationDigest(one));
  });

  it.each<[string, Operation, Operation]>([
    ['span', http(), { ...http(), spanId: '1', traceId: '2', startTimeNs: 3, attributes: { a: 1 } }],
    ...['date', 'authorization', 'traceparent', 'x-amz-date', 'idempotency-key', 'user-agent'].map(
      (name): [string, Operation, Operation] => [name, withHeader(name, 'a'), withHeader(name, 'b')],
    ),
    [
      'boundary of a form',
      withHeader('content-type', 'multipart/form-data; boundary=a1'),
      withHeader('content-type', 'multipart/form-data; boundary="b2"'),
    ],
    [
      'order of headers',
      http({ requestHeaders: { depth: '1', range: '2' } }),
      http({ requestHeaders: { range: '2', depth: '1' } }),
    ],
    ['order of fields', call({ args: [{ a: 1, b: 2 }] }), call({ args: [{ b: 2, a: 1 }] })],
    ['result', call(), call({ result: 1 })],
  ])('is the same whatever the %s', (_name, one, other) => {
    expect(operationDigest(other)).toBe(operationDigest(one));
  });

  it('is made of facts that do not go to Core themselves', () => {
    const secret = 'only-for-the-digest';
    const facts = {
      bodyDigest: secret,
      valuesDigest: secret,
      statementDigest: secret,
      argsDigest: secret,
      user: secret,
    };
    const spans = [http(facts), query({ ...facts, databaseIndex: 4_711 }), call(facts)].map(toHookSpan);
    expect(JSON.stringify(spans)).not.toMatch(/only-for-the-digest|4711/);
  });
});
