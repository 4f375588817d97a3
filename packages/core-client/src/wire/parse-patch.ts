import type { GovernancePatch } from '../contract/governance-patch';
import { isJsonObject } from './json-object';

/** Reads `patch` beside a `block`: exactly the key `new_input`, with a value that arrives as it was meant; else absent. */
export function parsePatch(value: unknown): GovernancePatch | undefined {
  if (!isJsonObject(value) || !Object.hasOwn(value, 'new_input') || Object.keys(value).length !== 1)
    return undefined;
  const newInput = value.new_input;
  if (newInput === undefined || typeof newInput === 'boolean' || !hasExactNumbers(newInput)) return undefined;
  return { newInput };
}

// JSON.parse rounds an integer beyond 2^53 silently.
function hasExactNumbers(root: unknown): boolean {
  const pending = [root];
  for (const value of pending) {
    if (typeof value === 'number') {
      if (!Number.isFinite(value) || (Number.isInteger(value) && !Number.isSafeInteger(value))) return false;
    } else if (typeof value === 'object' && value !== null) {
      for (const item of Object.values(value) as unknown[]) pending.push(item);
    }
  }
  return true;
}
