import { describeOpenAIAgentsActivity } from './describe-openai-agents-activity';

test.each([
  [
    'a tool of a stateless MCP server',
    'files-stateless-call-tool',
    { toolName: 'delete_file', args: { path: '/a' } },
    { tool: { name: 'delete_file', server: 'files', arguments: { path: '/a' } } },
  ],
  [
    'a tool of a stateful MCP server',
    'my-files-stateful-call-tool',
    { toolName: 'x', args: null },
    { tool: { name: 'x', server: 'my-files', arguments: null } },
  ],
  ['a model', 'invokeModelActivity', { modelName: 'gpt-4o', request: {} }, { model: { id: 'gpt-4o' } }],
  [
    'tools of the provider',
    'invokeModelStreamActivity',
    {
      modelName: 'm',
      request: {
        tools: [
          { type: 'hosted_tool', name: 'web_search' },
          { type: 'function', name: 'mine' },
        ],
      },
    },
    { model: { id: 'm', streaming: true, hostedTools: ['web_search'] } },
  ],
])('describes %s', (_name, activityType, input, expected) => {
  expect(describeOpenAIAgentsActivity({ activityType, args: [input] })).toEqual(expected);
});

test.each([
  ['another activity', 'refund', { toolName: 'x' }],
  ['the list of tools', 'files-stateless-list-tools', {}],
  ['an activity of the same name', 'invokeModelActivity', { prompt: 'x' }],
  ['a tool without a name', 'files-stateless-call-tool', { args: {} }],
])('has nothing to say of %s', (_name, activityType, input) => {
  expect(describeOpenAIAgentsActivity({ activityType, args: [input] })).toBeUndefined();
});
