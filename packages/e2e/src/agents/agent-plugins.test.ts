import type { GovernanceEvent } from '@openbox/core-client/contract';
import { guardrails, json, verdict } from '../harness/core-reply';
import { eventually } from '../harness/eventually';
import { kindsOf } from '../harness/history';
import type { CoreScript } from '../harness/scripted-core';
import { useTemporal } from '../harness/test-temporal';
import { useWorker } from '../harness/use-worker';
import { createAiSdkPlugin } from './ai-sdk-plugin';
import { BUNDLER_OPTIONS } from './bundler-options';
import { Files } from './files';
import { createOpenAIAgentsPlugin } from './openai-agents-plugin';
import { SimulatedLlm } from './simulated-llm';

const temporal = useTemporal();
const files = new Files();
const sendMail = jest.fn(() => Promise.resolve('sent'));
let llm: SimulatedLlm;

beforeAll(async () => {
  llm = await SimulatedLlm.start();
  temporal.onClose(() => llm.close());
});
beforeEach(() => {
  files.calls.length = 0;
  llm.requests.length = 0;
  sendMail.mockClear();
});

const shared = useWorker(temporal, {
  workflowsPath: require.resolve('./agents.ts'),
  bundlerOptions: BUNDLER_OPTIONS,
  activities: { send_mail: sendMail },
  hitlPollInterval: '50ms',
  describeActivity: ({ activityType, args }) =>
    activityType === 'send_mail' ? { tool: { name: activityType, arguments: args[0] } } : undefined,
  get plugins() {
    return [createAiSdkPlugin(llm.baseUrl, files), createOpenAIAgentsPlugin(llm.baseUrl, files)];
  },
});

const KINDS = [
  { kind: 'the AI SDK', agent: 'aiSdkAgent', model: 'invokeModel', tool: 'files-callTool' },
  {
    kind: 'the OpenAI Agents SDK',
    agent: 'openAIAgent',
    model: 'invokeModelActivity',
    tool: 'files-stateless-call-tool',
  },
] as const;

const DELETE = 'call delete_file {"path":"/etc/hosts"}';

/** Answers the start of each activity that stands for the tool, and allows the rest. */
function onTool(name: string, reply: ReturnType<typeof verdict>): CoreScript {
  return (event) =>
    event.event_type === 'ActivityStarted' && toolOf(event)?.name === name ? reply : undefined;
}

function toolOf(event: GovernanceEvent): Record<string, unknown> | undefined {
  return event.metadata?.tool as Record<string, unknown> | undefined;
}

describe.each(KINDS)('an agent of $kind', ({ agent, model, tool }) => {
  it('says which tool and which model', async () => {
    const outcome = await shared.run.execute(agent, { args: [DELETE] });

    expect(outcome.value).toContain('delete_file did /etc/hosts');
    expect(shared.core.eventsLike({ activity_type: tool }).map((event) => event.metadata)).toEqual([
      expect.objectContaining({
        tool: { name: 'delete_file', server: 'files', arguments: { path: '/etc/hosts' } },
      }),
      expect.objectContaining({
        tool: { name: 'delete_file', server: 'files', arguments: { path: '/etc/hosts' } },
      }),
    ]);
    for (const event of shared.core.eventsLike({ activity_type: model }))
      expect(event.metadata).toMatchObject({ model: { provider: 'openai', id: 'openai/simulated' } });
  });

  it('reads why a tool was refused, and goes on', async () => {
    shared.core.script = onTool('delete_file', verdict('block', { reason: 'system files stay' }));

    const outcome = await shared.run.execute(agent, { args: [DELETE] });

    expect(outcome).toMatchObject({ status: 'completed' });
    expect(outcome.value).toMatch(/^The tool said: .*refused by policy.*system files stay/s);
    expect(files.calls).toEqual([]);
    expect(llm.requests).toHaveLength(2);
  });

  it('may still call another tool through the same activity', async () => {
    shared.core.script = onTool('delete_file', verdict('block'));

    const outcome = await shared.run.execute(agent, { args: ['call read_file {"path":"/etc/hosts"}'] });

    expect(outcome.value).toContain('read_file did /etc/hosts');
    expect(files.calls).toEqual(['read_file /etc/hosts']);
  });

  it('ends with a halt', async () => {
    shared.core.script = onTool('delete_file', verdict('halt', { reason: 'enough' }));

    const outcome = await shared.run.execute(agent, { args: [DELETE] });

    expect(outcome).toMatchObject({ status: 'terminated' });
    expect(files.calls).toEqual([]);
    expect(llm.requests).toHaveLength(1);
  });

  it('waits for a human, and then runs the tool once', async () => {
    shared.core.script = onTool('delete_file', verdict('require_approval', { approval_id: 'approval-1' }));
    const handle = await shared.run.start(agent, { args: [DELETE] });
    await eventually('an attempt asks whether it was decided', () => shared.core.polls.length > 0);
    expect(files.calls).toEqual([]);
    expect(llm.requests).toHaveLength(1);
    shared.core.onApprovalPoll = () => json({ id: 'approval-1', action: 'allow' });

    await expect(handle.result()).resolves.toContain('delete_file did /etc/hosts');
    expect(files.calls).toEqual(['delete_file /etc/hosts']);
  });

  it('reads that a human said no', async () => {
    shared.core.script = onTool('delete_file', verdict('require_approval', { approval_id: 'approval-1' }));
    shared.core.onApprovalPoll = () => json({ id: 'approval-1', action: 'block', reason: 'not today' });

    const outcome = await shared.run.execute(agent, { args: [DELETE] });

    expect(outcome.value).toMatch(/^The tool said: .*rejected by a human.*not today/s);
    expect(files.calls).toEqual([]);
  });

  it('shows redacted arguments, once they are', async () => {
    shared.core.script = (event) => {
      if (event.event_type !== 'ActivityStarted' || toolOf(event) === undefined) return undefined;
      const redacted = JSON.parse(
        JSON.stringify(event.activity_input).replaceAll('/etc/hosts', '[path]'),
      ) as unknown;
      return guardrails({ input_type: 'activity_input', redacted_input: redacted });
    };

    const outcome = await shared.run.execute(agent, { args: [DELETE] });

    expect(outcome.value).toContain('delete_file did [path]');
    const [, completed] = shared.core.eventsLike({ activity_type: tool });
    expect(completed && toolOf(completed)).toMatchObject({ arguments: { path: '[path]' } });
    expect(JSON.stringify(completed)).not.toContain('/etc/hosts');
  });
});

test('a function tool of the OpenAI Agents SDK gives its refusal to the model as well', async () => {
  shared.core.script = onTool('send_mail', verdict('block', { reason: 'no mails' }));

  const outcome = await shared.run.execute('openAIAgent', { args: ['call send_mail {"path":"x"}'] });

  expect(outcome.value).toMatch(/^The tool said: .*no mails/s);
  expect(sendMail).not.toHaveBeenCalled();
});

describe.each([
  { kind: 'the AI SDK', workflow: 'aiSdkStream', model: 'invokeModelStreaming' },
  { kind: 'the OpenAI Agents SDK', workflow: 'openAIStream', model: 'invokeModelStreamActivity' },
])('a stream of $kind', ({ workflow, model }) => {
  it('is published before its verdict, which is warned of once', async () => {
    for (const text of ['one two three', 'four five six']) {
      const handle = await shared.run.start(workflow, { args: [text] });
      await expect(handle.result()).resolves.toBe(text);
      expect(kindsOf(await handle.fetchHistory())).toContain('workflowExecutionSignaled');
    }

    const [event] = shared.core.eventsLike({ activity_type: model });
    expect(event?.metadata).toMatchObject({ model: { id: 'openai/simulated', streaming: true } });
    expect(temporal.log.linesWith(`OpenBox: ${model} publishes`)).toHaveLength(1);
  });
});
