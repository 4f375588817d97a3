import { CoreClient } from '@openbox/core-client';
import { OpenBoxConfigError } from '@openbox/core-client/contract';
import type { Evaluator } from '@openbox/core-client/contract';
import { variable } from './read-option';
import type { Env } from './read-option';
import type { GovernanceConfig } from './governance-config';
import type { OpenBoxOptions } from './openbox-options';

/** Who decides for one worker, and how to let go of it. */
export interface CoreConnection {
  readonly evaluator: Evaluator;
  /** Core's address, whose traffic is never captured. */
  readonly url?: string;
  close(): Promise<void>;
}

/**
 * Connect to whoever decides: the given evaluator, else Core, whose key is validated first.
 *
 * @returns `undefined` where neither URL nor key is given: the worker is then ungoverned.
 * @throws OpenBoxConfigError where only one of them is given or one cannot be used.
 * @throws OpenBoxAuthError where Core refuses the key, or the agent is suspended.
 * @throws OpenBoxNetworkError where Core cannot be reached.
 */
export async function connectCore(
  options: OpenBoxOptions,
  config: GovernanceConfig,
  env: Env = process.env,
): Promise<CoreConnection | undefined> {
  if (options.evaluator !== undefined)
    return { evaluator: options.evaluator, close: () => Promise.resolve() };
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
  const client = await CoreClient.connect({
    url,
    apiKey,
    timeout: config.governanceTimeoutMs,
    onApiError: config.onApiError,
    ...(options.agentDid !== undefined && { agentDid: options.agentDid }),
    ...(options.agentPrivateKey !== undefined && { agentPrivateKey: options.agentPrivateKey }),
    onGovernanceError: (error, { event }) => config.onGovernanceError?.(error, event),
  });
  return { evaluator: client, url, close: () => client.close() };
}
