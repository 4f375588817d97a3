import { createHash, timingSafeEqual } from 'node:crypto';
import { LocalCoreError } from '../local-core-error';
import type { LocalAgent } from './local-agent';

/** The agents by their keys. */
export interface AgentRegistry {
  list(): readonly LocalAgent[];
  /** The agent whose key this is. */
  findByKey(apiKey: string): LocalAgent | undefined;
  /**
   * Suspends an agent, or lets it work again.
   *
   * @throws {@link LocalCoreError} `agent_not_found`
   */
  setActive(nameOrId: string, active: boolean): LocalAgent;
}

/** Keeps agents, at least one, in their order. */
export function createAgentRegistry(agents: readonly LocalAgent[]): AgentRegistry {
  let current = [...agents];
  const digests = new Map(agents.map(({ agentId, apiKey }) => [agentId, digest(apiKey)]));
  return {
    list: () => current,
    findByKey: (apiKey) => {
      const wanted = digest(apiKey);
      return current.find(({ agentId }) => {
        const known = digests.get(agentId);
        return known !== undefined && timingSafeEqual(known, wanted);
      });
    },
    setActive: (nameOrId, active) => {
      const agent = current.find(({ name, agentId }) => name === nameOrId || agentId === nameOrId);
      if (agent === undefined)
        throw new LocalCoreError('agent_not_found', `There is no agent "${nameOrId}".`);
      const changed = { ...agent, active };
      current = current.map((one) => (one === agent ? changed : one));
      return changed;
    },
  };
}

function digest(apiKey: string): Buffer {
  return createHash('sha256').update(apiKey).digest();
}
