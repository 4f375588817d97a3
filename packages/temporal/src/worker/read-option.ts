import { OpenBoxConfigError } from '@openbox/core-client/contract';
import type { Duration } from '@temporalio/common';
import ms from 'ms';

/** Environment variables by name. */
export type Env = Readonly<Record<string, string | undefined>>;

/** A variable's value; blank counts as absent. The first name that has one wins. */
export function variable(env: Env, ...candidates: readonly string[]): string | undefined {
  return candidates.map((name) => env[name]?.trim()).find((value) => value !== undefined && value !== '');
}

/** A duration option in milliseconds. @throws OpenBoxConfigError naming the option. */
export function durationMs(option: string, value: Duration | undefined): number | undefined {
  if (value === undefined || typeof value === 'number') return value;
  const parsed = typeof value === 'string' ? ms(value) : NaN;
  if (Number.isFinite(parsed)) return parsed;
  throw new OpenBoxConfigError(`${option} is not a duration: use milliseconds or a text such as '30s'`);
}

/** A variable that counts seconds, in milliseconds. The first name that has a value wins. @throws OpenBoxConfigError naming it. */
export function secondsMs(env: Env, ...candidates: readonly string[]): number | undefined {
  const value = variable(env, ...candidates);
  if (value === undefined) return undefined;
  const seconds = Number(value);
  if (Number.isFinite(seconds) && seconds > 0) return seconds * 1_000;
  throw new OpenBoxConfigError(
    `${candidates[0] ?? ''} must be a number of seconds greater than 0, such as 30`,
  );
}

/** A variable that says yes or no. @throws OpenBoxConfigError naming it. */
export function flag(env: Env, name: string): boolean | undefined {
  const value = variable(env, name)?.toLowerCase();
  if (value === undefined) return undefined;
  if (['true', '1', 'yes', 'on'].includes(value)) return true;
  if (['false', '0', 'no', 'off'].includes(value)) return false;
  throw new OpenBoxConfigError(`${name} must be true or false`);
}

/** A duration that has to be longer than nothing. @throws OpenBoxConfigError naming the option. */
export function positive(option: string, valueMs: number): number {
  if (typeof valueMs === 'number' && valueMs > 0) return valueMs;
  throw new OpenBoxConfigError(`${option} must be longer than 0: use milliseconds or a text such as '30s'`);
}

/** One of a few words. @throws OpenBoxConfigError naming the option and its variable. */
export function oneOf<T extends string>(
  option: string,
  env: string | undefined,
  value: string,
  allowed: readonly T[],
): T {
  const found = allowed.find((candidate) => candidate === value);
  if (found !== undefined) return found;
  const where = env === undefined ? option : `${option} (or ${env})`;
  throw new OpenBoxConfigError(`${where} must be one of ${allowed.map((name) => `'${name}'`).join(', ')}`);
}

/** A list of names. @throws OpenBoxConfigError naming the option. */
export function names(option: string, value: Iterable<string> | undefined): Set<string> {
  if (value === undefined) return new Set();
  const list = typeof value === 'object' ? [...value] : [];
  if (typeof value === 'object' && list.every((name) => typeof name === 'string')) return new Set(list);
  throw new OpenBoxConfigError(`${option} must be a list of names, such as ['first', 'second']`);
}

/** A function, or nothing. @throws OpenBoxConfigError naming the option. */
export function callback<T>(option: string, value: T | undefined): T | undefined {
  if (value === undefined || typeof value === 'function') return value;
  throw new OpenBoxConfigError(`${option} must be a function`);
}

/** A yes or no. @throws OpenBoxConfigError naming the option. */
export function yesOrNo(option: string, value: boolean | undefined): boolean | undefined {
  if (value === undefined || typeof value === 'boolean') return value;
  throw new OpenBoxConfigError(`${option} must be true or false`);
}

/** A text that says something. @throws OpenBoxConfigError naming the option. */
export function text(option: string, value: string | undefined): string | undefined {
  if (value === undefined || (typeof value === 'string' && value.trim() !== '')) return value;
  throw new OpenBoxConfigError(`${option} must be a text that is not blank, or be left out`);
}

/** A whole number from 0. @throws OpenBoxConfigError naming the option. */
export function count(option: string, value: number): number {
  if (Number.isSafeInteger(value) && value >= 0) return value;
  throw new OpenBoxConfigError(`${option} must be a whole number, 0 or more`);
}

/** An address that a browser opens, or nothing. @throws OpenBoxConfigError naming the option. */
export function webAddress(option: string, value: string | undefined): string | undefined {
  if (value === undefined || (URL.canParse(value) && /^https?:$/.test(new URL(value).protocol))) return value;
  throw new OpenBoxConfigError(
    `${option} must be an http or https address, such as 'https://console.example/approvals/{approvalId}'`,
  );
}
