import type { EventError } from '@openbox/core-client/contract';

/** Longest chain of causes that an event carries. */
const MAX_CAUSES = 8;
/** Longest message of the error itself and of each of its causes, in characters. */
const MAX_MESSAGE_CHARS = 2_000;
const MAX_CAUSE_MESSAGE_CHARS = 500;
/** wire-contract: `error_type` is shorter than 200 characters. */
const MAX_TYPE_CHARS = 199;

/** What was thrown, in the form that events carry. Accepts anything that can be thrown, and never throws itself. */
export function toEventError(thrown: unknown): EventError {
  const chain = causeChain(thrown);
  const applicationType = chain.map(ownType).find((type) => type !== undefined);
  const nested = chain.reduceRight<EventError | undefined>(
    (cause, link, depth) => eventError(link, depth, applicationType, cause),
    undefined,
  );
  const error = nested ?? eventError(thrown, 0, applicationType, undefined);
  const innermost = chain.at(-1);
  if (chain.length < 2 || innermost === undefined) return error;
  return { ...error, root_cause: eventError(innermost, chain.length - 1, applicationType, undefined) };
}

function eventError(
  thrown: unknown,
  depth: number,
  applicationType: string | undefined,
  cause: EventError | undefined,
): EventError {
  const temporal = isTemporalFailure(thrown);
  const name = readString(thrown, 'name') ?? typeof thrown;
  const nonRetryable = temporal ? read(thrown, 'nonRetryable') : undefined;
  return {
    type: cut(temporal || isControlError(name) ? name : 'ApplicationFailure', MAX_TYPE_CHARS),
    message: cut(messageOf(thrown), depth === 0 ? MAX_MESSAGE_CHARS : MAX_CAUSE_MESSAGE_CHARS),
    error_type: cut(ownType(thrown) ?? (temporal ? (applicationType ?? name) : name), MAX_TYPE_CHARS),
    ...(typeof nonRetryable === 'boolean' && { non_retryable: nonRetryable }),
    ...(cause !== undefined && { cause }),
  };
}

function causeChain(thrown: unknown): unknown[] {
  const chain: unknown[] = [];
  let link: unknown = thrown;
  while (link !== undefined && link !== null && chain.length < MAX_CAUSES && !chain.includes(link)) {
    chain.push(link);
    link = read(link, 'cause');
  }
  return chain;
}

/** The type that the application gave: `ApplicationFailure.type`, or the name of an error that is not Temporal's. */
function ownType(thrown: unknown): string | undefined {
  if (isTemporalFailure(thrown)) {
    return readString(thrown, 'name') === 'ApplicationFailure' ? readString(thrown, 'type') : undefined;
  }
  return readString(thrown, 'name');
}

const TEMPORAL_FAILURES = new Set([
  'ActivityFailure',
  'ApplicationFailure',
  'CancelledFailure',
  'ChildWorkflowFailure',
  'NexusOperationFailure',
  'ServerFailure',
  'TemporalFailure',
  'TerminatedFailure',
  'TimeoutFailure',
]);

function isTemporalFailure(thrown: unknown): boolean {
  return TEMPORAL_FAILURES.has(readString(thrown, 'name') ?? '');
}

function isControlError(name: string): boolean {
  return name === 'AbortError';
}

function messageOf(thrown: unknown): string {
  const message = readString(thrown, 'message');
  if (message !== undefined) return message;
  try {
    return String(thrown);
  } catch {
    return 'unknown error';
  }
}

function readString(value: unknown, key: string): string | undefined {
  const found = read(value, key);
  return typeof found === 'string' && found !== '' ? found : undefined;
}

function read(value: unknown, key: string): unknown {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return undefined;
  try {
    return Reflect.get(value, key);
  } catch {
    return undefined;
  }
}

function cut(text: string, maxChars: number): string {
  return text.length <= maxChars ? text : text.slice(0, maxChars);
}
