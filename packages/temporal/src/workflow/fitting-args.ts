import { toJsonValue } from '@openbox/core-client/contract';
import type { JsonValue } from '@openbox/core-client/contract';

/**
 * A workflow's arguments with a proposed input in their place; `null` is the same input again. For one argument it is
 * that argument, for several it is the list of them.
 *
 * Temporal would take any shape, and a workflow that is begun with one that it does not know fails its task for ever.
 *
 * @returns `undefined` where it does not fit: another kind of value, or an object that lacks a field.
 */
export function fittingArgs(args: readonly unknown[], newInput: unknown): unknown[] | undefined {
  if (newInput === null) return [...args];
  const proposed: unknown[] = args.length === 1 ? [newInput] : Array.isArray(newInput) ? newInput : [];
  if (args.length === 0 || proposed.length !== args.length) return undefined;
  const fits = args.every((arg, index) => hasShapeOf(toJsonValue(proposed[index]), toJsonValue(arg)));
  return fits ? proposed : undefined;
}

function hasShapeOf(value: JsonValue | undefined, original: JsonValue | undefined): boolean {
  if (original === null || original === undefined) return true;
  if (kindOf(value) !== kindOf(original)) return false;
  if (!isRecord(value) || !isRecord(original)) return true;
  return Object.entries(original).every(
    ([key, member]) => Object.hasOwn(value, key) && hasShapeOf(value[key], member),
  );
}

function kindOf(value: JsonValue | undefined): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

function isRecord(value: JsonValue | undefined): value is Record<string, JsonValue> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
