/** Bytes of what is read or written; `undefined` for what does not say, such as a stream. */
export function byteCount(data: unknown, encoding?: unknown): number | undefined {
  if (typeof data === 'string') {
    return Buffer.byteLength(data, isEncoding(encoding) ? encoding : 'utf8');
  }
  return isView(data) ? data.byteLength : undefined;
}

/** Bytes that a read or write answered with: a number, or an object with `bytesRead` or `bytesWritten`. */
export function transferredBytes(answer: unknown): number {
  if (typeof answer === 'number') return answer;
  if (typeof answer !== 'object' || answer === null) return 0;
  const bytes: unknown = Reflect.get(answer, 'bytesRead') ?? Reflect.get(answer, 'bytesWritten');
  return typeof bytes === 'number' ? bytes : 0;
}

function isEncoding(value: unknown): value is BufferEncoding {
  return typeof value === 'string' && Buffer.isEncoding(value);
}

function isView(value: unknown): value is ArrayBufferView {
  return ArrayBuffer.isView(value);
}
