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

  it('is kept as it is where only its own converter can encode it', () => {
    const output = { big: 10n };
    expect(restoreOutput(keepOutput(output))).toBe(output);
  });
});
