import type { PayloadConverter } from '@temporalio/common';

/**
 * The converter that the workflow bundle was made with. The SDK has no public way to it; `undefined` where its activator
 * should ever be another.
 */
export function workflowPayloadConverter(): PayloadConverter | undefined {
  const activator: unknown = Reflect.get(globalThis, '__TEMPORAL_ACTIVATOR__');
  if (typeof activator !== 'object' || activator === null) return undefined;
  const converter: unknown = Reflect.get(activator, 'payloadConverter');
  return isConverter(converter) ? converter : undefined;
}

function isConverter(value: unknown): value is PayloadConverter {
  return (
    typeof value === 'object' && value !== null && typeof Reflect.get(value, 'fromPayload') === 'function'
  );
}
