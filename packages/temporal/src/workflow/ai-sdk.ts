/** For agents built with Temporal's plugin for the AI SDK. Workflow code may import it. */
export { describeAiSdkActivity } from '../common/agents/describe-ai-sdk-activity';
export { withRefusalsAsToolResults } from './agents/ai-sdk-tools';
