import { guardrails, json, verdict } from '../harness/core-reply';
import type { History } from '../harness/history';
import { kindsOf } from '../harness/history';
import { answer } from '../harness/scripted-core';
import { useTemporal } from '../harness/test-temporal';
import { useWorker } from '../harness/use-worker';
import { createAiSdkPlugin } from './ai-sdk-plugin';
import { BUNDLER_OPTIONS } from './bundler-options';
import { Files } from './files';
import { createOpenAIAgentsPlugin } from './openai-agents-plugin';
import { SimulatedLlm } from './simulated-llm';

const temporal = useTemporal();
let llm: SimulatedLlm;

beforeAll(async () => {
  llm = await SimulatedLlm.start();
  temporal.onClose(() => llm.close());
});

const KINDS = [
  { kind: 'the AI SDK', workflow: 'aiSdkStream', model: 'invokeModelStreaming' },
  { kind: 'the OpenAI Agents SDK', workflow: 'openAIStream', model: 'invokeModelStreamActivity' },
] as const;

const shared = useWorker(temporal, {
  workflowsPath: require.resolve('./agents.ts'),
  bundlerOptions: BUNDLER_OPTIONS,
  holdStreams: KINDS.map(({ model }) => model),
  hitlPollInterval: '50ms',
  get plugins() {
    return [createAiSdkPlugin(llm.baseUrl, new Files()), createOpenAIAgentsPlugin(llm.baseUrl, new Files())];
  },
});

function published(history: History): boolean {
  return kindsOf(history).includes('workflowExecutionSignaled');
}

describe.each(KINDS)('a stream of $kind that is held', ({ workflow, model }) => {
  const completion = { event_type: 'ActivityCompleted', activity_type: model } as const;

  it('is published whole once its result is allowed, and not before', async () => {
    let beforeVerdict: History | undefined;
    const handle = await shared.run.start(workflow, { args: ['one two three'] });
    shared.core.script = async (event) => {
      if (event.event_type === 'ActivityCompleted') beforeVerdict = await handle.fetchHistory();
      return undefined;
    };

    await expect(handle.result()).resolves.toBe('one two three');
    expect(beforeVerdict && published(beforeVerdict)).toBe(false);
    expect(published(await handle.fetchHistory())).toBe(true);
    expect(temporal.log.linesWith(`OpenBox: ${model} publishes`)).toEqual([]);
  });

  it('is not published where its result is refused', async () => {
    shared.core.script = answer(completion, verdict('block', { reason: 'no' }));
    const handle = await shared.run.start(workflow, { args: ['one two three'] });

    await expect(handle.result()).rejects.toThrow();
    expect(published(await handle.fetchHistory())).toBe(false);
  });

  it('is not published where its result waits for a human', async () => {
    shared.core.script = answer(completion, verdict('require_approval', { approval_id: 'approval-1' }));
    shared.core.onApprovalPoll = () => json({ id: 'approval-1', action: 'allow' });
    const handle = await shared.run.start(workflow, { args: ['one two three'] });

    await expect(handle.result()).resolves.toBe('one two three');
    expect(published(await handle.fetchHistory())).toBe(false);
  });

  it('is not published where its result is redacted', async () => {
    shared.core.script = (event) => {
      if (event.event_type !== 'ActivityCompleted' || event.activity_type !== model) return undefined;
      const redacted = JSON.parse(
        JSON.stringify(event.activity_output)
          .replaceAll('two', '[R]')
          .replaceAll('one two three', 'one [R] three'),
      ) as unknown;
      return guardrails({ input_type: 'activity_output', redacted_input: redacted });
    };
    const handle = await shared.run.start(workflow, { args: ['one two three'] });

    await expect(handle.result()).resolves.toContain('[R]');
    expect(published(await handle.fetchHistory())).toBe(false);
    expect(temporal.log.linesWith(`the stream of ${model} is not published`)).toHaveLength(1);
  });
});
