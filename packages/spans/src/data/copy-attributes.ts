import { isAttributeValue } from './is-attribute-value';
import type { AttributeValue } from './span-data';

/** A copy of what is a valid attribute; everything else is left out. */
export function copyAttributes(
  attributes: Readonly<Record<string, unknown>>,
): Record<string, AttributeValue> {
  const copy: Record<string, AttributeValue> = {};
  for (const [key, value] of Object.entries(attributes)) {
    if (key !== '__proto__' && isAttributeValue(value)) copy[key] = value;
  }
  return copy;
}
