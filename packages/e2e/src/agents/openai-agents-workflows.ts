import { withRefusalsAsToolResults } from '@openbox/temporal/openai-agents';
import { Agent } from '@openai/agents-core';
import { activityAsTool, statelessMcpServer, TemporalOpenAIRunner } from '@temporalio/openai-agents/workflow';
import { WorkflowStream } from '@temporalio/workflow-streams/workflow';

const RETRY = { initialInterval: 50, maximumInterval: 100 };

/** An agent with the MCP server `files` and the activity `send_mail`; a refusal of either goes back to the model. */
export async function openAIAgent(prompt: string): Promise<string> {
  const agent = new Agent({
    name: 'files',
    model: 'openai/simulated',
    mcpServers: withRefusalsAsToolResults([statelessMcpServer('files', { retryPolicy: RETRY })]),
    tools: withRefusalsAsToolResults([
      activityAsTool(
        {
          name: 'send_mail',
          description: 'sends a mail',
          parameters: {
            type: 'object',
            properties: { path: { type: 'string' } },
            additionalProperties: false,
          },
        },
        { strict: false, retryPolicy: RETRY },
      ),
    ]),
  });
  const result = await new TemporalOpenAIRunner().run(agent, prompt);
  return String(result.finalOutput);
}

/** Publishes the model's answer word by word. */
export async function openAIStream(prompt: string): Promise<string> {
  new WorkflowStream();
  const agent = new Agent({ name: 'poet', model: 'openai/simulated' });
  const runner = new TemporalOpenAIRunner({
    defaultModelParams: {
      streamingTopic: 'tokens',
      streamingBatchInterval: '20ms',
      retry: { maximumAttempts: 1 },
    },
  });
  const result = await runner.run(agent, prompt, { stream: true });
  await result.completed;
  return String(result.finalOutput);
}
