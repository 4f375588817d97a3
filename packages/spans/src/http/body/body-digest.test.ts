import { BodyDigest } from './body-digest';

function digestOf(chunks: readonly unknown[], contentType?: string): string {
  const body = new BodyDigest(contentType);
  for (const chunk of chunks) body.write(chunk);
  return body.toHex();
}

function form(boundary: string, content: string): string {
  return `--${boundary}\r\nContent-Disposition: form-data; name="f"\r\n\r\n${content}\r\n--${boundary}--\r\n`;
}

describe('BodyDigest', () => {
  it('is the same for the same bytes, however they come', () => {
    const bytes = Buffer.from('abc');
    const whole = digestOf([bytes]);
    expect(whole).toMatch(/^[0-9a-f]{64}$/);
    const { buffer } = new Uint8Array(bytes);
    for (const chunks of [
      ['abc'],
      ['a', Buffer.from('bc')],
      [buffer],
      [new DataView(buffer)],
      ['a', '', 'bc'],
    ])
      expect(digestOf(chunks)).toBe(whole);
    expect(digestOf([Buffer.from('abd')])).not.toBe(whole);
    expect(digestOf([bytes], 'application/octet-stream')).toBe(whole);
  });

  it('is there before the body is complete', () => {
    const body = new BodyDigest('multipart/mixed; boundary=b');
    const nothing = body.toHex();
    body.write('--b');
    const beginning = body.toHex();
    expect(beginning).not.toBe(nothing);
    expect(body.toHex()).toBe(beginning);
    body.write('\r\n');
    expect(body.toHex()).not.toBe(beginning);
    expect(digestOf(['', undefined, {}], 'multipart/mixed; boundary=b')).toBe(nothing);
  });

  it.each([
    ['plain', (boundary: string): string => `multipart/form-data; boundary=${boundary}`],
    ['quoted', (boundary: string): string => `Multipart/related; type=a; Boundary="${boundary}"; start=b`],
  ])('leaves out the boundary of a multipart body: %s', (_name, type) => {
    const one = digestOf([form('x1', 'text')], type('x1'));
    expect(digestOf([form('longer', 'text')], type('longer'))).toBe(one);
    expect(digestOf(Array.from(form('longer', 'text')), type('longer'))).toBe(one);
    expect(digestOf([form('x1', 'other')], type('x1'))).not.toBe(one);
    // The same bytes without the boundary, but other parts.
    expect(digestOf(['a', 'x1', 'b'], type('x1'))).not.toBe(digestOf(['ab', 'x1'], type('x1')));
  });
});
