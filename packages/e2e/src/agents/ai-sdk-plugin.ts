import { createMCPClient } from '@ai-sdk/mcp';
import type { MCPClient } from '@ai-sdk/mcp';
import { createOpenAI } from '@ai-sdk/openai';
import type { ProviderV4 } from '@ai-sdk/provider';
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { AiSdkPlugin } from '@temporalio/ai-sdk';
import { z } from 'zod';
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
  const server = new McpServer({ name: 'files', version: '1.0.0' });
  for (const name of files.tools)
    server.registerTool(name, { description: name, inputSchema: { path: z.string() } }, (args) => ({
      content: [{ type: 'text', text: files.call(name, args) }],
    }));
  const [ours, theirs] = InMemoryTransport.createLinkedPair();
  await server.connect(theirs);
  return createMCPClient({ transport: ours });
}
