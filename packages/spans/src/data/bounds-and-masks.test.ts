import { maskHeaders } from './mask-headers';
import { truncateText } from './truncate-text';

describe('truncateText', () => {
  // covers: 142
  it.each([
    ['short', 10, 'short'],
    ['exact', 5, 'exact'],
    ['too long', 3, 'too...[truncated, 8 total chars]'],
    ['all of it', 0, 'all of it'],
    ['a😀b', 2, 'a...[truncated, 4 total chars]'],
    ['a😀b', 3, 'a😀...[truncated, 4 total chars]'],
  ])('%j to %d', (text, maxChars, expected) => {
    expect(truncateText(text, maxChars)).toBe(expected);
  });
});

describe('maskHeaders', () => {
  // covers: 146, W11
  it.each([
    'Authorization',
    'PROXY-AUTHORIZATION',
    'cookie',
    'Set-Cookie',
    'x-api-key',
    'Api-Key',
    'X-Auth-Token',
  ])('masks %s', (name) => {
    expect(maskHeaders({ [name]: 'secret' })).toEqual({ [name.toLowerCase()]: '[REDACTED]' });
  });

  it('joins several values and drops absent ones', () => {
    expect(maskHeaders({ Accept: ['a', 'b'], 'content-length': 3, gone: undefined })).toEqual({
      accept: 'a, b',
      'content-length': '3',
    });
  });

  it('keeps secrets where that was asked for, but not those named', () => {
    const options = { keepSensitive: true, names: ['X-Tenant'] };
    expect(maskHeaders({ authorization: 'Bearer x', 'x-tenant': 'acme' }, options)).toEqual({
      authorization: 'Bearer x',
      'x-tenant': '[REDACTED]',
    });
  });
});
