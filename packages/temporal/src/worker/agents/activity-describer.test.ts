import type { Info } from '@temporalio/activity';
import { DefaultLogger } from '@temporalio/worker';
import { ActivityDescriber } from './activity-describer';
import type { ActivityDescriberOptions, DescribeInput } from './activity-describer';
import { echo, on, redaction, stage } from '../../test-support/activity-stage';

function describer(options: Partial<ActivityDescriberOptions> = {}) {
  const warnings: string[] = [];
  const log = new DefaultLogger('WARN', ({ message }) => warnings.push(message));
  const subject = new ActivityDescriber({
    describeActivity: undefined,
    holdsStream: () => false,
    ...options,
  });
  const describe = (activityType: string): DescribeInput =>
    subject.for({ info: { activityType } as Info, log });
  return { describe, warnings };
}

test('knows the activities of both plugins, and says nothing of others', () => {
  const { describe, warnings } = describer();
  expect(describe('files-callTool')([{ name: 'read', input: { path: '/a' } }])).toEqual({
    tool: { name: 'read', server: 'files', arguments: { path: '/a' } },
  });
  expect(describe('invokeModelActivity')([{ modelName: 'gpt', request: {} }])).toEqual({
    model: { id: 'gpt' },
  });
  expect(describe('refund')([{ amount: 1 }])).toEqual({});
  expect(warnings).toEqual([]);
});

test("takes one's own word first, and only what is documented of it", () => {
  const description = {
    tool: { name: 'mine', server: 7, secret: 'x' },
    model: { id: 'm', hostedTools: ['a', 1] },
  };
  const { describe } = describer({
    describeActivity: ({ activityType }) => (activityType === 'other' ? undefined : (description as object)),
  });
  const input = [{ name: 'read', input: {} }];
  expect(describe('files-callTool')(input)).toEqual({
    tool: { name: 'mine' },
    model: { id: 'm', hosted_tools: ['a'] },
  });
  expect(describe('other')(input)).toEqual({});
});

test.each<[string, ActivityDescriberOptions['describeActivity']]>([
  [
    'throws',
    () => {
      throw new Error('broken');
    },
  ],
  ['returns a promise', () => Promise.reject(new Error('late')) as object],
])('an answer that %s is warned of once, and the plugins are still known', (_name, describeActivity) => {
  const { describe, warnings } = describer({ describeActivity });
  for (let round = 0; round < 2; round += 1)
    expect(describe('files-callTool')([{ name: 'read' }])).toMatchObject({ tool: { name: 'read' } });
  expect(warnings).toEqual([expect.stringContaining('describeActivity failed for files-callTool')]);
});

test('whoever describes an event cannot change it', () => {
  const { describe } = describer({
    describeActivity: ({ args }) => {
      Reflect.set(args, '0', 'changed');
      return undefined;
    },
  });
  const input = ['original'];
  describe('act')(input);
  expect(input).toEqual(['original']);
});

test('arguments are bounded', () => {
  const { describe } = describer();
  const metadata = describe('files-callTool')([{ name: 'write', input: { text: 'x'.repeat(100_000) } }]);
  expect(JSON.stringify(metadata).length).toBeLessThan(10_000);
});

test('warns once of each activity that streams before its verdict, unless it is held', () => {
  const { describe, warnings } = describer({ holdsStream: (type) => type === 'invokeModelStreamActivity' });
  for (let round = 0; round < 2; round += 1) {
    expect(describe('invokeModelStreaming')([{ modelId: 'm' }])).toEqual({
      model: { id: 'm', streaming: true },
    });
    describe('invokeModelStreamActivity')([{ modelName: 'm', request: {} }]);
  }
  expect(warnings).toEqual([expect.stringContaining('invokeModelStreaming publishes')]);
});

test('warns once of tools that the provider runs', () => {
  const { describe, warnings } = describer();
  const options = { tools: [{ type: 'provider', name: 'web_search' }] };
  for (let round = 0; round < 2; round += 1) describe('invokeModel')([{ modelId: 'm', options }]);
  expect(warnings).toEqual([expect.stringContaining('no verdict can stop web_search')]);
});

test('both events of an attempt say it, of the arguments that they carry', async () => {
  const redacted = { name: 'read', input: { path: '[R]' } };
  const { events, environment } = stage({
    info: { activityType: 'files-callTool' },
    verdict: on('ActivityStarted', redaction('activity_input', [redacted])),
  });
  await environment.run(echo, { name: 'read', input: { path: 'secret' } });
  expect(events.map((event) => event.metadata?.tool)).toEqual([
    { name: 'read', server: 'files', arguments: { path: 'secret' } },
    { name: 'read', server: 'files', arguments: { path: '[R]' } },
  ]);
});
