import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { BodyCapture, type BodyDescription } from './body-capture';

function capture(
  chunks: readonly Uint8Array[],
  description: Partial<BodyDescription> = {},
): string | undefined {
  const body = new BodyCapture({
    contentType: 'text/plain',
    contentEncoding: undefined,
    maxBytes: 100,
    ...description,
  });
  for (const chunk of chunks) body.write(chunk);
  body.end();
  return body.textSoFar();
}

/** In pieces of one byte. */
function split(bytes: Uint8Array): Uint8Array[] {
  return Array.from(bytes, (byte) => Uint8Array.of(byte));
}

describe('BodyCapture', () => {
  // covers: 140, 141, W30
  it.each([
    ['text/html; charset="utf-8"', 'grüße', 'utf8', 'grüße'],
    ['text/plain;charset=UTF-16LE', 'grüße', 'utf16le', 'grüße'],
    ['text/plain; charset=windows-1252', 'grüße', 'latin1', 'grüße'],
    ['text/plain; charset=unheard-of', 'grüße', 'utf8', 'grüße'],
    ['application/problem+json', '{}', 'utf8', '{}'],
    ['application/x-ndjson', '{}\n{}', 'utf8', '{}\n{}'],
    ['APPLICATION/JSON', '{}', 'utf8', '{}'],
    [undefined, 'grüße', 'utf8', 'grüße'],
    ['', 'grüße', 'utf8', 'grüße'],
    [undefined, 'grüße', 'latin1', undefined],
    [undefined, 'a\0b', 'utf8', undefined],
    ['image/png', 'text all the same', 'utf8', undefined],
    ['application/octet-stream', 'text', 'utf8', undefined],
    ['multipart/form-data; boundary=x', '--x', 'utf8', undefined],
  ] as const)('of type %s: %s in %s', (contentType, text, encoding, expected) => {
    expect(capture(split(Buffer.from(text, encoding)), { contentType })).toBe(expected);
  });

  // covers: 142
  it('cuts on a character, and counts characters of the whole', () => {
    expect(capture(split(Buffer.from('äöüß')), { maxBytes: 5 })).toBe('äö...[truncated, 4 total chars]');
    expect(capture([Buffer.from('🌍🌍')], { maxBytes: 7 })).toBe('🌍...[truncated, 4 total chars]');
    expect(capture([Buffer.from('1234')], { maxBytes: 4 })).toBe('1234');
  });

  it('is no text where an unknown body ends within a character', () => {
    expect(capture([Buffer.from('äö').subarray(0, 3)], { contentType: undefined })).toBeUndefined();
  });

  it('has nothing where nothing came', () => {
    expect(capture([])).toBeUndefined();
  });

  it('takes strings in their encoding, and copies what it keeps', () => {
    const body = new BodyCapture({ contentType: 'text/plain', contentEncoding: undefined, maxBytes: 100 });
    const chunk = Buffer.from('bytes ');
    body.write(chunk);
    chunk.fill(0);
    body.write('dGV4dA==', 'base64');
    body.write(undefined);
    expect(body.textSoFar()).toBe('bytes text');
  });

  it.each([
    ['gzip', gzipSync],
    ['x-gzip', gzipSync],
    ['br', brotliCompressSync],
    ['deflate', deflateSync],
    ['deflate', deflateRawSync],
  ])('decodes %s, byte by byte', (contentEncoding, encode) => {
    expect(capture(split(encode('encoded text')), { contentEncoding })).toBe('encoded text');
  });

  it('decodes several codings, in the reverse of their order', () => {
    expect(capture([brotliCompressSync(gzipSync('twice'))], { contentEncoding: 'gzip, br' })).toBe('twice');
  });

  it('keeps what came of a coded body that is cut off', () => {
    const half = gzipSync(Array.from({ length: 2_000 }, (_, index) => `line ${index}`).join('\n'));
    const body = capture([half.subarray(0, half.length / 2)], { contentEncoding: 'gzip', maxBytes: 0 });
    expect(body).toMatch(/^line 0\nline 1\n/);
  });

  it('has nothing of a coding that it does not know, or that is not the declared one', () => {
    expect(capture([Buffer.from('x')], { contentEncoding: 'compress' })).toBeUndefined();
    expect(capture([Buffer.from('not gzip at all')], { contentEncoding: 'gzip' })).toBeUndefined();
  });

  it.each([
    ['gzip', gzipSync],
    ['br', brotliCompressSync],
  ])('gives up on a %s bomb, and says so', (contentEncoding, encode) => {
    const bomb = encode(Buffer.alloc(100 * 1024 * 1024, 'a'));
    const text = capture([bomb], { contentEncoding });
    expect(text ?? '').toMatch(/^$|^a{100}\.\.\.\[truncated, more than \d+ total chars\]$/);
    expect((text ?? '').length).toBeLessThan(200);
  });
});
