import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { LocalCoreError } from '../local-core-error';
import type { LocalAgent, LocalAgentOptions } from './local-agent';
import { resolveAgents, type RememberedAgent } from './resolve-agents';
import { errorCode } from '../error-message';

const FileSchema = v.object({
  agents: v.array(v.object({ name: v.string(), agentId: v.string(), apiKey: v.exactOptional(v.string()) })),
});

/**
 * Agents with what a data folder remembers of them: ids, so that approvals keep their agent, and generated keys, so that
 * workers need no new one. Only the owner may read the file.
 *
 * @throws {@link LocalCoreError} `options_invalid`; `data_dir_unusable` where the file is not what was written
 */
export async function resolveRememberedAgents(
  dataDir: string,
  options: readonly LocalAgentOptions[] | undefined,
): Promise<LocalAgent[]> {
  const file = join(dataDir, 'agents.json');
  const remembered = await readRemembered(file);
  const agents = resolveAgents(options, remembered);
  const given = new Set((options ?? []).filter(({ apiKey }) => apiKey !== undefined).map(({ name }) => name));
  const known = agents.map(({ name, agentId, apiKey }): RememberedAgent => {
    return given.has(name) ? { name, agentId } : { name, agentId, apiKey };
  });
  const others = remembered.filter(({ name }) => agents.every((agent) => agent.name !== name));
  const content = `${JSON.stringify({ agents: [...known, ...others] }, undefined, 2)}\n`;
  await writeFile(`${file}.new`, content, { mode: 0o600 });
  await rename(`${file}.new`, file);
  return agents;
}

async function readRemembered(file: string): Promise<RememberedAgent[]> {
  try {
    return v.parse(FileSchema, JSON.parse(await readFile(file, 'utf8'))).agents;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    const message = `${file} cannot be read. Delete it to give the agents new ids and keys.`;
    throw new LocalCoreError('data_dir_unusable', message);
  }
}
