import {
  CompositePayloadConverter,
  JsonPayloadConverter,
  METADATA_ENCODING_KEY,
  UndefinedPayloadConverter,
} from '@temporalio/common';
import type { Payload, PayloadConverterWithEncoding } from '@temporalio/common';

/** A user's own converter: knows maps, which JSON does not, and says in the metadata how large they are. */
class MapPayloadConverter implements PayloadConverterWithEncoding {
  readonly encodingType = 'test/map';

  toPayload(value: unknown): Payload | undefined {
    if (!(value instanceof Map)) return undefined;
    const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
    return {
      metadata: { [METADATA_ENCODING_KEY]: encode(this.encodingType), size: encode(String(value.size)) },
      data: encode(JSON.stringify([...(value as Map<unknown, unknown>)])),
    };
  }

  readonly fromPayload: PayloadConverterWithEncoding['fromPayload'] = ({ data, metadata }) => {
    const decode = (bytes: Uint8Array | null | undefined): string =>
      new TextDecoder().decode(bytes ?? undefined);
    const entries = JSON.parse(decode(data)) as [unknown, unknown][];
    if (decode(metadata?.size) !== String(entries.length)) throw new Error('the metadata is lost');
    return new Map(entries) as never;
  };
}

export const payloadConverter = new CompositePayloadConverter(
  new UndefinedPayloadConverter(),
  new MapPayloadConverter(),
  new JsonPayloadConverter(),
);
