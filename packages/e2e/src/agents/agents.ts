/** Both kinds of agents, for a worker that has both plugins. */
export { aiSdkAgent, aiSdkStream } from './ai-sdk-workflows';
export { openAIAgent, openAIStream } from './openai-agents-workflows';
