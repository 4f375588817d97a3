import { type GovernanceEvent } from '../contract/events';
import { type JsonValue } from '../contract/json-value';
import { toJsonValue } from '../contract/to-json-value';
import { isJsonObject } from '../wire/json-object';

type Fields = Record<string, JsonValue>;

/** What is left out of an event that is too large, in this order, until it fits. */
const STEPS: readonly {
  readonly dropped: readonly string[];
  readonly apply: (event: Fields) => Fields | undefined;
}[] = [
  { dropped: ['spans[].request_body', 'spans[].response_body'], apply: withoutBodies },
  {
    dropped: ['activity_output', 'workflow_output'],
    apply: (event) => emptied(event, ['activity_output', 'workflow_output'], null),
  },
  { dropped: ['spans'], apply: (event) => emptied(event, ['spans'], []) },
  {
    dropped: ['activity_input', 'signal_args'],
    apply: (event) => emptied(event, ['activity_input', 'signal_args'], []),
  },
  { dropped: ['error'], apply: withShortError },
];

/**
 * The bytes in which an event is sent: JSON of whatever it holds, within a bound.
 *
 * Beyond the bound it loses the HTTP bodies of its spans, then outputs, then spans, then inputs, then long texts of its
 * error, and says so in `metadata.openbox_dropped`. An event that is too large without all of these is sent as it then is.
 */
export function serializeEvent(event: GovernanceEvent, maxBytes: number): Uint8Array {
  let fields = toFields(event);
  let bytes = encode(fields);
  const dropped: string[] = [];
  for (const step of STEPS) {
    if (bytes.byteLength <= maxBytes) return bytes;
    const smaller = step.apply(fields);
    if (smaller === undefined) continue;
    dropped.push(...step.dropped.filter((name) => isIn(fields, name)));
    fields = { ...smaller, metadata: withDropped(smaller.metadata, dropped) };
    bytes = encode(fields);
  }
  return bytes;
}

function toFields(event: GovernanceEvent): Fields {
  const fields: Fields = {};
  for (const [key, value] of Object.entries(event)) {
    if (value !== undefined) fields[key] = toField(value);
  }
  return withSpanCount(fields);
}

// Each item of a list on its own: a list that was cut would end with a text where Core expects a span or an argument.
function toField(value: unknown): JsonValue {
  if (!Array.isArray(value)) return toJsonValue(value);
  try {
    return Array.from<unknown, JsonValue>(value, (item) => toJsonValue(item));
  } catch {
    // An item that throws when it is read; read one by one below.
    return toJsonValue(value);
  }
}

// Core refuses an event whose count differs.
function withSpanCount(fields: Fields): Fields {
  const { spans } = fields;
  return Array.isArray(spans) && 'span_count' in fields ? { ...fields, span_count: spans.length } : fields;
}

function encode(fields: Fields): Uint8Array {
  return Buffer.from(JSON.stringify(fields));
}

function withoutBodies(event: Fields): Fields | undefined {
  if (!Array.isArray(event.spans) || !event.spans.some((span) => hasBody(span))) return undefined;
  const spans = event.spans.map((span) =>
    isJsonObject(span)
      ? { ...span, ...bodyAsNull(span, 'request_body'), ...bodyAsNull(span, 'response_body') }
      : span,
  );
  return { ...event, spans };
}

function hasBody(span: unknown): boolean {
  return isJsonObject(span) && (span.request_body != null || span.response_body != null);
}

function bodyAsNull(span: Readonly<Record<string, unknown>>, key: string): Fields {
  return key in span ? { [key]: null } : {};
}

function emptied(event: Fields, keys: readonly string[], empty: JsonValue): Fields | undefined {
  const present = keys.filter((key) => isIn(event, key));
  if (present.length === 0) return undefined;
  return withSpanCount({ ...event, ...Object.fromEntries(present.map((key) => [key, empty])) });
}

/** An error with its texts cut: that it failed, and how, matters more than the rest. */
function withShortError(event: Fields): Fields | undefined {
  return event.error === undefined || event.error === null
    ? undefined
    : { ...event, error: toJsonValue(event.error, { maxStringChars: 1000, maxDepth: 10 }) };
}

function isIn(event: Fields, name: string): boolean {
  const field = name.startsWith('spans[].') ? bodiesNamed(event, name.slice('spans[].'.length)) : event[name];
  return field !== undefined && field !== null && !(Array.isArray(field) && field.length === 0);
}

function bodiesNamed(event: Fields, key: string): JsonValue[] {
  const spans = Array.isArray(event.spans) ? event.spans : [];
  return spans.filter((span) => isJsonObject(span) && span[key] != null);
}

function withDropped(metadata: JsonValue | undefined, dropped: readonly string[]): JsonValue {
  const kept = metadata !== undefined && isJsonObject(metadata) ? metadata : {};
  return { ...kept, openbox_dropped: [...dropped] };
}
