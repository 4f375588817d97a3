import { withRefusalsAsToolResults } from '@openbox/temporal/ai-sdk';
import { TemporalMCPClient, TemporalProvider } from '@temporalio/ai-sdk/workflow';
import { WorkflowStream } from '@temporalio/workflow-streams/workflow';
import { generateText, stepCountIs, streamText } from 'ai';

const ACTIVITY = {
  startToCloseTimeout: '30 seconds',
  retry: { initialInterval: 50, maximumInterval: 100 },
} as const;
const TOPIC = 'tokens';

/** An agent with the tools of the MCP server `files`; a refusal of one goes back to the model. */
export async function aiSdkAgent(prompt: string): Promise<string> {
  const provider = new TemporalProvider({ default: ACTIVITY });
  const files = new TemporalMCPClient({ name: 'files', activityOptions: ACTIVITY });
  const { text } = await generateText({
    model: provider.languageModel('openai/simulated'),
    tools: withRefusalsAsToolResults(await files.tools()),
    stopWhen: stepCountIs(5),
    maxRetries: 0,
    prompt,
  });
  return text;
}

/** Publishes the model's answer word by word. */
export async function aiSdkStream(prompt: string): Promise<string> {
  new WorkflowStream();
  const provider = new TemporalProvider({
    languageModel: {
      ...ACTIVITY,
      retry: { maximumAttempts: 1 },
      streamingTopic: TOPIC,
      streamingBatchInterval: '20ms',
    },
  });
  let failure: unknown;
  const result = streamText({
    model: provider.languageModel('openai/simulated'),
    maxRetries: 0,
    prompt,
    onError: ({ error }) => {
      failure = error;
    },
  });
  try {
    return await result.text;
  } catch (error) {
    // Of a failure, the AI SDK says only that there is no output, in an error that is no Temporal failure.
    throw failure ?? error;
  }
}
