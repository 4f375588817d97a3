import { fromBase64, toBase64 } from './base64';

const samples = [0, 1, 2, 3, 4, 5, 30, 255].map((length) =>
  Uint8Array.from({ length }, (_, index) => (index * 37 + 11) % 256),
);

it.each(samples.map((bytes) => [bytes.length, bytes] as const))(
  'agrees with Node on %i bytes',
  (_length, bytes) => {
    const text = Buffer.from(bytes).toString('base64');
    expect(toBase64(bytes)).toBe(text);
    expect(fromBase64(text)).toEqual(bytes);
  },
);

it.each([['a'], ['abc'], ['ab=c'], ['a b='], ['====']])('refuses %p', (text) => {
  expect(fromBase64(text)).toBeUndefined();
});
