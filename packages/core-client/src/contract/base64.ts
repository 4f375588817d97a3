/** Standard alphabet, padded (RFC 4648 section 4). Written out because a Workflow isolate has neither `Buffer` nor `btoa`. */
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Encodes bytes in base64 with padding. */
export function toBase64(bytes: Uint8Array): string {
  const chunks: string[] = [];
  for (let index = 0; index < bytes.length; index += 3) {
    const [first = 0, second, third] = bytes.subarray(index, index + 3);
    const bits = (first << 16) | ((second ?? 0) << 8) | (third ?? 0);
    chunks.push(
      ALPHABET.charAt(bits >> 18),
      ALPHABET.charAt((bits >> 12) & 63),
      second === undefined ? '=' : ALPHABET.charAt((bits >> 6) & 63),
      third === undefined ? '=' : ALPHABET.charAt(bits & 63),
    );
  }
  return chunks.join('');
}

/** Decodes padded base64; `undefined` for anything else. */
export function fromBase64(text: string): Uint8Array | undefined {
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return undefined;
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  const bytes = new Uint8Array((text.length / 4) * 3 - padding);
  for (let index = 0, at = 0; index < text.length; index += 4) {
    let bits = 0;
    for (const letter of text.slice(index, index + 4))
      bits = (bits << 6) | Math.max(ALPHABET.indexOf(letter), 0);
    for (const shift of [16, 8, 0]) {
      if (at < bytes.length) bytes[at++] = (bits >> shift) & 255;
    }
  }
  return bytes;
}
