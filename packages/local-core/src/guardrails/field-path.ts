/** Changes one text; the same text where there is nothing to change. */
export type MapText = (text: string) => string;

/** A place in an activity's input or output, such as `input.prompt` or `output.*.text`. */
export interface FieldPath {
  /** As it is written in the policy file. */
  readonly text: string;
  readonly stage: 'input' | 'output';
  readonly segments: readonly string[];
}

/** Reads a path; `undefined` where it does not begin with `input` or `output`, or has an empty part. */
export function parseFieldPath(text: string): FieldPath | undefined {
  const [stage, ...segments] = text.split('.');
  if (stage !== 'input' && stage !== 'output') return undefined;
  return segments.includes('') ? undefined : { text, stage, segments };
}

/**
 * Maps every text at a path and leaves the rest alone; the given value is never changed, and is returned itself where no
 * text changed.
 *
 * `*` stands for every item or field. A name that is asked of a list is asked of each of its items, so `input.prompt` is
 * the `prompt` of whichever argument has one. What stands at the end of the path is mapped with everything in it.
 */
export function mapTextAt(value: unknown, path: FieldPath, map: MapText): unknown {
  const mapped = mapSegments(value, path.segments, map);
  // The input is a list of arguments, so `input.*.prompt` can mean the arguments or what is in them: both are looked at.
  const isWithinArguments = path.stage === 'input' && path.segments[0] === '*' && Array.isArray(mapped);
  return isWithinArguments ? mapChildren(mapped, (child) => mapSegments(child, path.segments, map)) : mapped;
}

function mapSegments(value: unknown, segments: readonly string[], map: MapText): unknown {
  const [segment, ...rest] = segments;
  if (segment === undefined) return mapAllTexts(value, map);
  if (typeof value !== 'object' || value === null) return value;
  if (segment === '*') return mapChildren(value, (child) => mapSegments(child, rest, map));
  if (Array.isArray(value) && !/^\d+$/.test(segment)) {
    return mapChildren(value, (child) => mapSegments(child, segments, map));
  }
  return mapChildren(value, (child, key) => (key === segment ? mapSegments(child, rest, map) : child));
}

function mapAllTexts(value: unknown, map: MapText): unknown {
  if (typeof value === 'string') return map(value);
  if (typeof value !== 'object' || value === null) return value;
  return mapChildren(value, (child) => mapAllTexts(child, map));
}

function mapChildren(value: object, map: (child: unknown, key: string) => unknown): unknown {
  if (Array.isArray(value)) {
    const items: unknown[] = value;
    const mapped = items.map((item, index) => map(item, String(index)));
    return mapped.some((item, index) => item !== items[index]) ? mapped : value;
  }
  const entries: [string, unknown][] = Object.entries(value);
  const mapped = entries.map(([key, child]): [string, unknown] => [key, map(child, key)]);
  const isChanged = mapped.some(([, child], index) => child !== entries[index]?.[1]);
  // `fromEntries` defines fields, so one named `__proto__` stays a field.
  return isChanged ? Object.fromEntries(mapped) : value;
}
