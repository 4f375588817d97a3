/** Built-in classes whose data lies in internal slots rather than in fields. */
export type BuiltInKind = 'Date' | 'Map' | 'Set' | 'RegExp' | 'Boxed' | 'Error';

// A probe throws for an object that has not the slot, whatever its `Symbol.toStringTag` claims.
const PROBES: Readonly<Record<string, readonly [BuiltInKind, (value: unknown) => unknown]>> = {
  Date: ['Date', (value) => Date.prototype.getTime.call(value)],
  Map: ['Map', (value) => Map.prototype.has.call(value, 0)],
  Set: ['Set', (value) => Set.prototype.has.call(value, 0)],
  RegExp: ['RegExp', () => undefined],
  String: ['Boxed', (value) => String.prototype.valueOf.call(value)],
  Number: ['Boxed', (value) => Number.prototype.valueOf.call(value)],
  Boolean: ['Boxed', (value) => Boolean.prototype.valueOf.call(value)],
  Error: ['Error', () => undefined],
};

/** Which built-in class an object is of, told across realms, where `instanceof` fails; `undefined` for any other object. */
export function builtInKind(value: object): BuiltInKind | undefined {
  if (value instanceof Error) return 'Error';
  const tag = Object.prototype.toString.call(value).slice(8, -1);
  if (!Object.hasOwn(PROBES, tag)) return undefined;
  const probe = PROBES[tag];
  if (probe === undefined) return undefined;
  try {
    probe[1](value);
    return probe[0];
  } catch {
    return undefined;
  }
}
