import { createMCPClient } from '@ai-sdk/mcp';
import type { MCPClient } from '@ai-sdk/mcp';
import { createOpenAI } from '@ai-sdk/openai';
import type { ProviderV4 } from '@ai-sdk/provider';
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';
import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { CallToolRequestSchema, ListToolsRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { AiSdkPlugin } from '@temporalio/ai-sdk';
import { PATH_SCHEMA } from './files';
import type { Files } from './files';

/** Temporal's plugin for the AI SDK, with a model behind `baseURL` and an MCP server `files`. */
export function createAiSdkPlugin(baseURL: string, files: Files): AiSdkPlugin {
  const openai = createOpenAI({ baseURL, apiKey: 'none' });
  const modelProvider: ProviderV4 = {
    specificationVersion: 'v4',
    languageModel: (id) => openai.chat(id),
    embeddingModel: (id) => openai.embeddingModel(id),
    imageModel: (id) => openai.imageModel(id),
  };
  return new AiSdkPlugin({
    modelProvider,
    mcpClientFactories: { files: () => connect(files) },
    mcpConnectionIdleTimeout: 0,
  });
}

async function connect(files: Files): Promise<MCPClient> {
  const server = new Server({ name: 'files', version: '1.0.0' }, { capabilities: { tools: {} } });
  server.setRequestHandler(ListToolsRequestSchema, () => ({
    tools: files.tools.map((name) => ({ name, description: name, inputSchema: PATH_SCHEMA })),
  }));
  server.setRequestHandler(CallToolRequestSchema, ({ params }) => ({
    content: [{ type: 'text', text: files.call(params.name, params.arguments) }],
  }));
  const [ours, theirs] = InMemoryTransport.createLinkedPair();
  await server.connect(theirs);
  return createMCPClient({ transport: ours });
}
