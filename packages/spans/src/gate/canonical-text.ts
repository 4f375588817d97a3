import { createHash } from 'node:crypto';
import {
  isAnyArrayBuffer,
  isBoxedPrimitive,
  isDate,
  isMap,
  isNativeError,
  isRegExp,
  isSet,
} from 'node:util/types';

/** How {@link canonicalText} reads objects. */
export interface CanonicalTextOptions {
  /** Whether the order of an object's fields counts, as it does in BSON. @defaultValue `false` */
  readonly keepOrder?: boolean;
}

/** Beyond it the stack might not do, and where that ends is not the same in each attempt. */
const MAX_DEPTH = 500;
/** Longer texts of one object are replaced by their digest, so that an object that occurs often stays small. */
const MAX_PART_CHARS = 96;

/** What objects of the web are about, which have no fields; of files it can be told at once only what they are. */
const WEB_OBJECTS: ReadonlyMap<string, (value: object) => unknown> = new Map([
  ...['URLSearchParams', 'Headers', 'FormData'].map((name) => [`"${name}"`, entriesOf] as const),
  ...['Blob', 'File'].map((name) => [`"${name}"`, fileOf] as const),
]);

/**
 * A text that equal values have in common and different ones do not, also where JSON takes them for the same: `-0`,
 * `undefined`, a `RegExp`, a `Map`, an `Error`. Long parts are in it as digests. Never throws.
 */
export function canonicalText(value: unknown, options: CanonicalTextOptions = {}): string {
  return new Walk(options.keepOrder === true).textOf(value);
}

class Walk {
  readonly #keepsOrder: boolean;
  readonly #known = new Map<object, string>();
  readonly #open: object[] = [];

  constructor(keepsOrder: boolean) {
    this.#keepsOrder = keepsOrder;
  }

  textOf(value: unknown): string {
    try {
      return typeof value === 'object' && value !== null ? this.#ofObject(value) : ofPrimitive(value);
    } catch {
      // A getter of the program threw, or a proxy was revoked: the rest is compared all the same.
      return 'unreadable';
    }
  }

  #ofObject(value: object): string {
    const known = this.#known.get(value);
    if (known !== undefined) return known;
    const level = this.#open.indexOf(value);
    if (level !== -1) return `above:${this.#open.length - level}`;
    if (this.#open.length >= MAX_DEPTH) return 'deep';
    this.#open.push(value);
    try {
      const text = shortened(this.#describe(value));
      this.#known.set(value, text);
      return text;
    } finally {
      this.#open.pop();
    }
  }

  #describe(value: object): string {
    if (Array.isArray(value)) return this.#list('list', value);
    const type = typeName(value);
    if (ArrayBuffer.isView(value))
      return `${type}:${sha256(new Uint8Array(value.buffer, value.byteOffset, value.byteLength))}`;
    if (isAnyArrayBuffer(value)) return `${type}:${sha256(new Uint8Array(value))}`;
    if (isDate(value)) return `date:${value.getTime()}`;
    if (isRegExp(value)) return `regexp:${JSON.stringify([value.source, value.flags])}`;
    if (isBoxedPrimitive(value)) return `boxed:${ofPrimitive(value.valueOf())}`;
    if (isMap(value)) return this.#list('map', [...Map.prototype.entries.call(value)]);
    if (isSet(value)) return this.#list('set', [...Set.prototype.values.call(value)]);
    if (isNativeError(value)) return this.#error(type, value);
    const told = WEB_OBJECTS.get(type)?.(value);
    if (told !== undefined) return `${type}:${this.textOf(told)}`;
    // A connection, a stream: its fields change by themselves, from one attempt to the next.
    if (isMethod(value, 'on') && isMethod(value, 'emit')) return `live:${type}`;
    const json = isMethod(value, 'toJSON') ? Reflect.apply(value.toJSON, value, ['']) : value;
    return json === value ? this.#fields(type, value) : `${type}:${this.textOf(json)}`;
  }

  #list(name: string, items: readonly unknown[]): string {
    const texts = Array.from(items, (item) => this.textOf(item));
    return `${name}[${texts.join(',')}]`;
  }

  #error(type: string, error: object): string {
    const told = ['name', 'message', 'cause', 'errors'].map((name) => this.#field(error, name));
    return `error[${told.join(',')}]${this.#fields(type, error)}`;
  }

  #fields(type: string, value: object): string {
    const names = fieldNames(type, value).map((name) => [ofPrimitive(name), name] as const);
    // Before the values are read, so that what is found twice is found in the same place first.
    if (!this.#keepsOrder) names.sort(([a], [b]) => (a < b ? -1 : 1));
    return `${type}{${names.map(([text, name]) => `${text}:${this.#field(value, name)}`).join(',')}}`;
  }

  #field(value: object, name: PropertyKey): string {
    try {
      return this.textOf(Reflect.get(value, name));
    } catch {
      return 'unreadable';
    }
  }
}

function entriesOf(value: object): unknown {
  return Symbol.iterator in value ? Array.from(value as Iterable<unknown>) : undefined;
}

function fileOf(value: object): unknown {
  return ['name', 'type', 'size'].map((name): unknown => Reflect.get(value, name));
}

/** Symbols of a plain object are the program's; those of a class may be Node's, whose values change, as a stack may. */
function fieldNames(type: string, value: object): readonly PropertyKey[] {
  if (type !== '') return Object.keys(value).filter((name) => name !== 'stack');
  return Reflect.ownKeys(value).filter((name) => Object.prototype.propertyIsEnumerable.call(value, name));
}

function ofPrimitive(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return shortened(JSON.stringify(value));
    case 'number':
      return Object.is(value, -0) ? '-0' : String(value);
    case 'bigint':
      return `${value}n`;
    case 'symbol':
      return `symbol:${JSON.stringify(value.description ?? null)}`;
    case 'function':
      // Its own text, for a class may bring a `toString`.
      return shortened(`function:${JSON.stringify([value.name, Function.prototype.toString.call(value)])}`);
    default:
      return String(value);
  }
}

function shortened(text: string): string {
  return text.length <= MAX_PART_CHARS ? text : `sha256:${sha256(text)}`;
}

function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}

/** Of its class; empty for a plain object, also one of another realm. */
function typeName(value: object): string {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (typeof prototype !== 'object' || prototype === null || Object.getPrototypeOf(prototype) === null)
    return '';
  const constructor: unknown = Reflect.get(prototype, 'constructor');
  return typeof constructor === 'function' ? JSON.stringify(constructor.name) : '"?"';
}

function isMethod<Name extends string>(
  value: object,
  name: Name,
): value is object & Record<Name, (...args: unknown[]) => unknown> {
  return typeof Reflect.get(value, name) === 'function';
}
