import { keepOutput, restoreOutput } from './kept-output';

describe('a kept result', () => {
  it.each([
    ['an object', { a: [1, null, 'é'] }],
    ['null', null],
    ['undefined', undefined],
    ['nothing at all', ''],
    ['bytes', new Uint8Array([0, 255, 128])],
  ])('comes back as it was, also through JSON: %s', (_name, output) => {
    const travelled: unknown = JSON.parse(JSON.stringify(keepOutput(output)));
    expect(restoreOutput(travelled as ReturnType<typeof keepOutput>)).toEqual(output);
  });

  it.each([
    ['bytes', new Uint8Array(1_400_000).fill(7)],
    ['a text too large for base64', 'é'.repeat(700_000)],
    ['a text that begins with a byte order mark', '\ufeff' + 'x'.repeat(1_800_000)],
  ])('comes back whole, within what Temporal takes: %s', (_name, output) => {
    const json = JSON.stringify(keepOutput(output));
    expect(Buffer.byteLength(json)).toBeLessThan(2_000_000);
    expect(restoreOutput(JSON.parse(json) as ReturnType<typeof keepOutput>)).toEqual(output);
  });

  it.each([
    ['bytes', new Uint8Array(1_500_000)],
    ['a text', 'x'.repeat(2_000_000)],
    ['a text that is larger once it is quoted', '"'.repeat(800_000)],
  ])('is not kept where Temporal would not take it: %s', (_name, output) => {
    expect(keepOutput(output)).toBeUndefined();
  });

  it('is kept as it is where only its own converter can encode it', () => {
    const output = { big: 10n };
    expect(restoreOutput(keepOutput(output))).toBe(output);
  });
});
