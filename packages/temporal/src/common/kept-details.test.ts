import { CompositePayloadConverter, defaultPayloadConverter, RawValue } from '@temporalio/common';
import type { Payload, PayloadConverter, PayloadConverterWithEncoding } from '@temporalio/common';
import { isKept, keepDetails, NO_DETAILS, restoreDetails } from './kept-details';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const decode = (bytes: Uint8Array | null | undefined): string => new TextDecoder().decode(bytes ?? undefined);

/** A converter of the user's that comes before Temporal's own. */
function converterOf(
  encodingType: string,
  write: (value: unknown) => string | undefined,
  read: (text: string) => unknown,
): PayloadConverter {
  const metadata = {
    encoding: encode(encodingType),
    ...(encodingType === 'test/own' && { by: encode('us') }),
  };
  const own: PayloadConverterWithEncoding = {
    encodingType,
    toPayload(value): Payload | undefined {
      const text = write(value);
      return text === undefined ? undefined : { metadata, data: encode(text) };
    },
    fromPayload(payload) {
      if (Object.keys(payload.metadata ?? {}).length < Object.keys(metadata).length)
        throw new Error('the metadata is lost');
      return read(decode(payload.data)) as never;
    },
  };
  const others = defaultPayloadConverter.converters.filter((each) => each.encodingType !== encodingType);
  return new CompositePayloadConverter(own, ...others);
}

const own = converterOf(
  'test/own',
  (value) => {
    if (typeof value === 'bigint') return String(value);
    return value instanceof Map ? JSON.stringify([...(value as Map<unknown, unknown>)]) : undefined;
  },
  (text) => (text.startsWith('[') ? new Map(JSON.parse(text) as [unknown, unknown][]) : BigInt(text)),
);

class Money {
  readonly currency = 'EUR';
  constructor(readonly amount: number) {}
}

/** Writes plain JSON, and reads money out of it where that is all there is. */
const money = converterOf('json/plain', JSON.stringify, (text) => {
  const value: unknown = JSON.parse(text);
  const amount: unknown = typeof value === 'object' && value !== null && Reflect.get(value, 'amount');
  return typeof amount === 'number' ? new Money(amount) : value;
});

/** Wraps whatever it is given, within plain JSON. */
const wrapping = converterOf(
  'json/plain',
  (value) => JSON.stringify({ wrapped: [value, typeof value] }),
  (text) => (JSON.parse(text) as { wrapped: [unknown] }).wrapped[0],
);

/** Within something of ours, to another attempt. */
function travel(details: unknown, converter: PayloadConverter): unknown {
  const sent = converter.toPayload({ mark: 1, within: keepDetails(details, converter)?.details });
  return converter.fromPayload<{ within: unknown }>(sent).within;
}

describe('heartbeat details within JSON', () => {
  it.each<[string, unknown, PayloadConverter]>([
    ['undefined', undefined, defaultPayloadConverter],
    ['null', null, defaultPayloadConverter],
    ['an empty text', '', defaultPayloadConverter],
    ['an object', { page: [3, null, 'é'] }, defaultPayloadConverter],
    ['bytes', new Uint8Array([0, 255, 128]), defaultPayloadConverter],
    ['no bytes', new Uint8Array(), defaultPayloadConverter],
    ['what looks like ours', keepDetails(new Uint8Array(1), own)?.details, defaultPayloadConverter],
    ['a value of an own converter', new Map([['page', 3]]), own],
    ['one that JSON does not take', 10n, own],
    ['plain data, with an own converter', { page: 3 }, own],
    ['plain data that a converter reads as more', new Money(3), money],
    ['data that a converter writes otherwise', { page: 3 }, wrapping],
  ])('come back as they were: %s', (_name, details, converter) => {
    expect(restoreDetails(travel(details, converter), converter)).toEqual(details);
  });

  it('come back as the class that a converter makes of them', () => {
    expect(restoreDetails(travel(new Money(3), money), money)).toBeInstanceOf(Money);
  });

  it('come back as Temporal would hand them on where they are a raw value', () => {
    const travelled = travel(new RawValue({ page: 3 }), defaultPayloadConverter);
    expect(restoreDetails(travelled, defaultPayloadConverter)).toEqual({ page: 3 });
  });

  // Workers of earlier builds read them so.
  it.each<[unknown, PayloadConverter]>([
    [undefined, own],
    [null, own],
    ['page 3', own],
    [{ page: 3 }, own],
    [new Money(3), money],
  ])('stay themselves where JSON suffices: %j', (details, converter) => {
    expect(keepDetails(details, converter)?.details).toBe(details);
  });

  it.each([
    ['only another converter can encode them', 10n],
    ['they are larger than what Temporal takes', new Uint8Array(1_500_000)],
    ['they leave no room for anything beside them', 'x'.repeat(1_960_000)],
  ])('are not kept where %s', (_why, details) => {
    expect(keepDetails(details, defaultPayloadConverter)).toBeUndefined();
  });

  it('can say that there are none', () => {
    const sent: unknown = JSON.parse(JSON.stringify(NO_DETAILS));
    expect(isKept(sent)).toBe(true);
    expect(restoreDetails(sent, own)).toBeUndefined();
  });

  it.each([
    undefined,
    null,
    1,
    [],
    {},
    { 'openbox.kept': 1 },
    { 'openbox.kept': { encoding: 'x' }, more: 1 },
  ])('are taken for themselves where they are %j', (details) => {
    expect(isKept(details)).toBe(false);
    expect(restoreDetails(details, own)).toEqual(details);
  });
});
