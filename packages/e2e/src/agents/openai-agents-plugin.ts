import type { MCPServer } from '@openai/agents-core';
import { OpenAIProvider } from '@openai/agents-openai';
import { OpenAIAgentsPlugin, StatelessMCPServerProvider } from '@temporalio/openai-agents';
import OpenAI from 'openai';
import { PATH_SCHEMA } from './files';
import type { Files } from './files';

/** Temporal's plugin for the OpenAI Agents SDK, with a model behind `baseURL` and an MCP server `files`. */
export function createOpenAIAgentsPlugin(baseURL: string, files: Files): OpenAIAgentsPlugin {
  const openAIClient = new OpenAI({ baseURL, apiKey: 'none' });
  return new OpenAIAgentsPlugin({
    modelProvider: new OpenAIProvider({ openAIClient, useResponses: false }),
    mcpServerProviders: [new StatelessMCPServerProvider('files', () => serverOf(files))],
  });
}

function serverOf(files: Files): MCPServer {
  return {
    cacheToolsList: false,
    name: 'files',
    connect: () => Promise.resolve(),
    close: () => Promise.resolve(),
    listTools: () =>
      Promise.resolve(files.tools.map((name) => ({ name, description: name, inputSchema: PATH_SCHEMA }))),
    callTool: (name, args) => Promise.resolve([{ type: 'text', text: files.call(name, args) }]),
    invalidateToolsCache: () => Promise.resolve(),
  };
}
