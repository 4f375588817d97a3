import { OpenBoxConfigError } from '@openbox/core-client/contract';
import type { Evaluator } from '@openbox/core-client/contract';
import type { OpenBoxOptions } from './openbox-options';
import { variable } from './read-option';
import type { Env } from './read-option';

/** Who decides: an evaluator, or Core at a URL, for the agent that has the key. */
export type CoreAddress =
  | { readonly evaluator: Evaluator }
  | { readonly evaluator?: undefined; readonly url: string; readonly apiKey: string };

/**
 * Who decides for a worker with these options: the given evaluator, else Core.
 *
 * @returns `undefined` where neither URL nor key is given: the worker is then ungoverned.
 * @throws OpenBoxConfigError where only one of them is given.
 */
export function resolveCoreAddress(options: OpenBoxOptions, env: Env = process.env): CoreAddress | undefined {
  if (options.evaluator !== undefined) return { evaluator: options.evaluator };
  const url = options.openboxUrl ?? variable(env, 'OPENBOX_URL', 'OPENBOX_API_URL');
  const apiKey = options.openboxApiKey ?? variable(env, 'OPENBOX_API_KEY');
  if (url === undefined && apiKey === undefined) return undefined;
  if (url === undefined) {
    throw new OpenBoxConfigError(
      'openboxApiKey is given but openboxUrl is not: set openboxUrl (or OPENBOX_URL)',
    );
  }
  if (apiKey === undefined) {
    throw new OpenBoxConfigError(
      'openboxUrl is given but openboxApiKey is not: set openboxApiKey (or OPENBOX_API_KEY)',
    );
  }
  return { url, apiKey };
}
