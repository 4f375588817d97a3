import { closest, distance } from 'fastest-levenshtein';

/** The known name that a misspelt one most likely means, or `undefined` where none is near. */
export function closestName(name: string, known: readonly string[]): string | undefined {
  if (known.length === 0 || name.length < 3 || name.length > 100) return undefined;
  const candidate = closest(name.toLowerCase(), [...known]);
  const isNear =
    distance(name.toLowerCase(), candidate.toLowerCase()) <= Math.max(2, Math.floor(name.length / 3));
  return isNear && candidate !== name ? candidate : undefined;
}
