import { describeAiSdkActivity } from './describe-ai-sdk-activity';

test.each([
  [
    'a tool of an MCP server',
    'files-callTool',
    { name: 'delete_file', input: { path: '/a' }, options: {} },
    { tool: { name: 'delete_file', server: 'files', arguments: { path: '/a' } } },
  ],
  [
    'a server whose name has a dash',
    'my-files-callTool',
    { name: 'x' },
    { tool: { name: 'x', server: 'my-files', arguments: null } },
  ],
  ['a model', 'invokeModel', { modelId: 'gpt-4o', options: {} }, { model: { id: 'gpt-4o' } }],
  [
    'a model whose id names its provider',
    'invokeModel',
    { modelId: 'anthropic/claude', options: { tools: [{ type: 'function', name: 'a' }] } },
    { model: { provider: 'anthropic', id: 'anthropic/claude' } },
  ],
  [
    'tools of the provider',
    'invokeModelStreaming',
    { modelId: 'm', options: { tools: [{ type: 'provider', id: 'openai.web_search', name: 'web_search' }] } },
    { model: { id: 'm', streaming: true, hostedTools: ['web_search'] } },
  ],
  ['embeddings', 'invokeEmbeddingModel', { modelId: 'e', values: [] }, { model: { id: 'e' } }],
])('describes %s', (_name, activityType, input, expected) => {
  expect(describeAiSdkActivity({ activityType, args: [input] })).toEqual(expected);
});

test.each([
  ['another activity', 'refund', { name: 'x', input: {} }],
  ['the list of tools', 'files-listTools', {}],
  ['an activity of the same name', 'invokeModel', { prompt: 'x' }],
  ['a tool without a name', 'files-callTool', { input: {} }],
  ['a tool without a server', '-callTool', { name: 'x' }],
  ['no argument', 'files-callTool', null],
])('has nothing to say of %s', (_name, activityType, input) => {
  expect(describeAiSdkActivity({ activityType, args: input === null ? [] : [input] })).toBeUndefined();
});
