/** For agents built with Temporal's plugin for the OpenAI Agents SDK. Workflow code may import it. */
export { describeOpenAIAgentsActivity } from '../common/agents/describe-openai-agents-activity';
export { withRefusalsAsToolResults } from './agents/openai-agents-tools';
