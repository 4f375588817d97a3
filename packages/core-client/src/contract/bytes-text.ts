import { fromBase64, toBase64 } from './base64';

/** The bytes behind an `ArrayBuffer`, a `DataView` or an array of 8-bit numbers; `undefined` for anything else. */
export function bytesOf(value: object): Uint8Array | undefined {
  if (ArrayBuffer.isView(value)) {
    const bytes = new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
    return isWideArray(value) ? undefined : bytes;
  }
  return isArrayBuffer(value) ? new Uint8Array(value) : undefined;
}

/** Whether this is a typed array of numbers wider than a byte, such as `Float32Array`. */
export function isWideArray(value: object): value is ArrayBufferView & ArrayLike<number | bigint> {
  return ArrayBuffer.isView(value) && 'BYTES_PER_ELEMENT' in value && value.BYTES_PER_ELEMENT !== 1;
}

// `instanceof` fails on a buffer of another realm.
function isArrayBuffer(value: object): value is ArrayBuffer {
  const tag = Object.prototype.toString.call(value);
  return tag === '[object ArrayBuffer]' || tag === '[object SharedArrayBuffer]';
}

/** UTF-8 text of the bytes, or `undefined` where they are not valid UTF-8 or hold control characters, as binary data does. */
export function textOf(bytes: Uint8Array): string | undefined {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
  return hasControlCharacters(text) ? undefined : text;
}

function hasControlCharacters(text: string): boolean {
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === 127 || (code < 32 && code !== 9 && code !== 10 && code !== 12 && code !== 13)) return true;
  }
  return false;
}

/** How bytes are written in an event: as text where they are text, else in base64. */
export function bytesToText(bytes: Uint8Array): string {
  return textOf(bytes) ?? toBase64(bytes);
}

/** The reverse of {@link bytesToText} for a changed text: base64 only where the bytes it replaces were written so. */
export function bytesFromText(text: string, replaced: Uint8Array): Uint8Array {
  const decoded = textOf(replaced) === undefined ? fromBase64(text) : undefined;
  return decoded ?? new TextEncoder().encode(text);
}
