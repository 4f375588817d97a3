/** Name, message and stack of an error, as texts. */
export interface ErrorDescription {
  readonly name: string;
  readonly message: string;
  readonly stack?: string;
}

/** Describes anything that was thrown, whatever its getters do. The thrown value itself is left as it is. */
export function describeError(error: unknown): ErrorDescription {
  if (typeof error !== 'object' || error === null) return { name: typeof error, message: safeString(error) };
  const name = safeText(error, 'name') ?? constructorName(error) ?? 'Error';
  const message = safeText(error, 'message') ?? '';
  const stack = safeText(error, 'stack');
  return { name, message, ...(stack === undefined ? {} : { stack }) };
}

function safeText(target: object, key: string): string | undefined {
  try {
    const value: unknown = Reflect.get(target, key);
    return typeof value === 'string' && value !== '' ? value : undefined;
  } catch {
    return undefined;
  }
}

function constructorName(target: object): string | undefined {
  try {
    const constructor: unknown = Reflect.get(target, 'constructor');
    return typeof constructor === 'function' && constructor.name !== '' ? constructor.name : undefined;
  } catch {
    return undefined;
  }
}

function safeString(value: unknown): string {
  return typeof value === 'function' ? `[function ${value.name}]` : String(value);
}
