import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DriverContract } from './driver-contract';

/** The calling styles of a driver, as the README lists them. */
export function callForms({ library, version }: DriverContract): readonly string[] {
  const readme = readFileSync(join(__dirname, '..', '..', 'README.md'), 'utf8');
  const row = readme
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .find((cells) => cells[1] === library && cells[2]?.split(', ').includes(version) && cells.length === 5);
  return row?.[3]?.split(', ') ?? [];
}
