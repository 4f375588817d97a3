import { maskUrl } from './mask-url';

describe('maskUrl', () => {
  // covers: 146, W60
  it.each([
    [
      'https://api.example.com/v1?q=a%20b&token=s3cret#part',
      'https://api.example.com/v1?q=a%20b&token=REDACTED#part',
    ],
    ['https://user:pass@example.com/', 'https://REDACTED:REDACTED@example.com/'],
    ['https://token@example.com/', 'https://REDACTED@example.com/'],
    ['https://example.com/a@b?x=user:pass@c', 'https://example.com/a@b?x=user:pass@c'],
    ['/path?API_KEY=1&api%5Fkey=2&apikey=', '/path?API_KEY=REDACTED&api%5Fkey=REDACTED&apikey=REDACTED'],
    [
      '/p?X-Amz-Credential=1&X-Amz-Date=2&X-Amz-Signature=3',
      '/p?X-Amz-Credential=REDACTED&X-Amz-Date=2&X-Amz-Signature=REDACTED',
    ],
    [
      '/p?auth[token]=1&a.password=2&hub.verify_token=3',
      '/p?auth[token]=REDACTED&a.password=REDACTED&hub.verify_token=REDACTED',
    ],
    ['/p?keyboard=1&monkey=2&tokens=3&flag', '/p?keyboard=1&monkey=2&tokens=3&flag'],
    ['/p?a=1;sig=2', '/p?a=1;sig=REDACTED'],
    ['/p?%E0%A4%A=1&secret=2', '/p?%E0%A4%A=1&secret=REDACTED'],
    ['/p', '/p'],
    ['', ''],
  ])('%s', (url, masked) => {
    expect(maskUrl(url)).toBe(masked);
  });

  it('masks further names', () => {
    expect(maskUrl('/p?Tenant=1&x=2', new Set(['tenant']))).toBe('/p?Tenant=REDACTED&x=2');
  });
});
