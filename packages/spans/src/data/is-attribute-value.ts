import type { AttributeValue } from './span-data';

/** `true` for what OpenTelemetry takes as an attribute and JSON can hold. Lists of mixed values are taken as well. */
export function isAttributeValue(value: unknown): value is AttributeValue {
  return Array.isArray(value) ? value.every((item) => item == null || isScalar(item)) : isScalar(value);
}

function isScalar(value: unknown): boolean {
  return (
    typeof value === 'string' ||
    typeof value === 'boolean' ||
    (typeof value === 'number' && Number.isFinite(value))
  );
}
