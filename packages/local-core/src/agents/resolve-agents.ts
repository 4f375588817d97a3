import { randomBytes, randomUUID } from 'node:crypto';
import { LocalCoreError } from '../local-core-error';
import type { LocalAgent, LocalAgentOptions } from './local-agent';

/** What is remembered of an agent: its id, and its key where that was generated. */
export interface RememberedAgent {
  readonly name: string;
  readonly agentId: string;
  readonly apiKey?: string;
}

const API_KEY = /^obx_(?:live|test)_[a-zA-Z0-9_]+$/;
const DID = /^did:aip:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const PUBLIC_KEY_BYTES = 32;
const DEFAULT_AGENTS: readonly LocalAgentOptions[] = [{ name: 'default' }];

/**
 * Checks agents and fills in what was left out, from memory where that is possible.
 *
 * @throws {@link LocalCoreError} `options_invalid`
 */
export function resolveAgents(
  options: readonly LocalAgentOptions[] = DEFAULT_AGENTS,
  remembered: readonly RememberedAgent[] = [],
): LocalAgent[] {
  if (options.length === 0) fail('agents must name at least one agent, or be left out.');
  const agents = options.map((agent, index) => {
    const memory = remembered.find(({ name }) => name === agent.name);
    return resolveAgent(agent, `agents[${String(index)}]`, memory);
  });
  assertUnique(agents, 'name');
  assertUnique(agents, 'apiKey');
  assertUnique(agents, 'agentId');
  return agents;
}

function resolveAgent(
  agent: LocalAgentOptions,
  option: string,
  memory: RememberedAgent | undefined,
): LocalAgent {
  const { name, apiKey, agentId, did, publicKey, active = true } = agent;
  if (name.trim() === '') fail(`${option}.name must not be empty.`);
  if (apiKey !== undefined && !API_KEY.test(apiKey)) {
    fail(`${option}.apiKey must look like obx_test_... or obx_live_..., of letters, digits and underscores.`);
  }
  if (did !== undefined && !DID.test(did)) fail(`${option}.did must look like did:aip:<uuid>.`);
  if (publicKey !== undefined && Buffer.from(publicKey, 'base64').length !== PUBLIC_KEY_BYTES) {
    fail(
      `${option}.publicKey must be ${String(PUBLIC_KEY_BYTES)} bytes in base64: a raw Ed25519 public key.`,
    );
  }
  if (publicKey !== undefined && did === undefined)
    fail(`${option}.publicKey needs ${option}.did beside it.`);
  return {
    name,
    agentId: agentId ?? memory?.agentId ?? randomUUID(),
    apiKey: apiKey ?? memory?.apiKey ?? `obx_test_${randomBytes(24).toString('hex')}`,
    ...(did !== undefined && { did }),
    ...(publicKey !== undefined && { publicKey }),
    active,
  };
}

function assertUnique(agents: readonly LocalAgent[], field: 'name' | 'apiKey' | 'agentId'): void {
  if (new Set(agents.map((agent) => agent[field])).size === agents.length) return;
  fail(`Two of the agents have the same ${field}.`);
}

function fail(message: string): never {
  throw new LocalCoreError('options_invalid', message);
}
