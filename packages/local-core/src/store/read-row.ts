import type { Row } from './database';

/** A column that always holds text. */
export function textColumn(row: Row, column: string): string {
  const value = row[column];
  if (typeof value !== 'string') throw new Error(`The column ${column} holds no text.`);
  return value;
}

/** A column that holds text or nothing. */
export function optionalTextColumn(row: Row, column: string): string | undefined {
  const value = row[column];
  return typeof value === 'string' ? value : undefined;
}
