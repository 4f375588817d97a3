import { CoreClient } from '@openbox/core-client';
import type { Evaluator } from '@openbox/core-client/contract';
import type { CoreAddress } from './core-address';
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
 * @throws OpenBoxConfigError where URL or key cannot be used.
 * @throws OpenBoxAuthError where Core refuses the key, or the agent is suspended.
 * @throws OpenBoxNetworkError where Core cannot be reached.
 */
export async function connectCore(
  address: CoreAddress,
  options: OpenBoxOptions,
  config: GovernanceConfig,
): Promise<CoreConnection> {
  if (address.evaluator !== undefined)
    return { evaluator: address.evaluator, close: () => Promise.resolve() };
  const { url, apiKey } = address;
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
