/**
 * Readers of secondary fields: a value of the wrong type counts as absent, because it must not cost the verdict beside it.
 */

/** A text that is not blank; a number is written out, as some servers send ids. */
export function textField(value: unknown): string | undefined {
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

/** A finite number, also one written as a text. */
export function numberField(value: unknown): number | undefined {
  const parsed = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof parsed === 'number' && Number.isFinite(parsed) ? parsed : undefined;
}

/** A list. */
export function listField(value: unknown): readonly unknown[] | undefined {
  return Array.isArray(value) ? value : undefined;
}
