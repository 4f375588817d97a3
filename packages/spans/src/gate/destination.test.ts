import { destinationOf } from './destination';
import type { OperationFamily } from './operation';

const request = (url: string): OperationFamily => ({ type: 'http_request', facts: { method: 'GET', url } });

test.each<[string, OperationFamily, string | undefined]>([
  ['a URL with a port', request('http://a.example:8080/x?y'), 'a.example:8080'],
  ['a URL without one', request('https://a.example/'), 'a.example:443'],
  ['an IPv6 address', request('http://[::1]/'), '::1:80'],
  ['no URL', request(''), undefined],
  [
    'a server',
    { type: 'db_query', facts: { system: 'redis', serverAddress: '10.0.0.1', serverPort: 6379 } },
    '10.0.0.1:6379',
  ],
  [
    'a local socket',
    { type: 'db_query', facts: { system: 'redis', serverAddress: '/run/redis' } },
    '/run/redis',
  ],
  ['a file', { type: 'file_operation', facts: { path: '/a', operation: 'read' } }, undefined],
])('the destination of %s', (_what, operation, destination) => {
  expect(destinationOf(operation)).toBe(destination);
});
