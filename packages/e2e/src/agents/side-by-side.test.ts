import { context, propagation, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import { OpenBoxPlugin } from '@openbox/temporal';
import {
  OpenTelemetryPlugin,
  OpenTelemetryWorkflowClientInterceptor,
} from '@temporalio/interceptors-opentelemetry-v2';
import { Client } from '@temporalio/client';
import { bundleWorkflowCode, DefaultLogger, Worker } from '@temporalio/worker';
import type { WorkerPlugin } from '@temporalio/worker';
import { useTemporal } from '../harness/test-temporal';
import { uniqueName } from '../harness/worker-run';
import { createAiSdkPlugin } from './ai-sdk-plugin';
import { BUNDLER_OPTIONS } from './bundler-options';
import { Files } from './files';
import { createOpenAIAgentsPlugin } from './openai-agents-plugin';
import { SimulatedLlm } from './simulated-llm';

const temporal = useTemporal();
const exporter = new InMemorySpanExporter();
const spanProcessor = new SimpleSpanProcessor(exporter);
const resource = resourceFromAttributes({ 'service.name': 'e2e' });
const provider = new BasicTracerProvider({ resource, spanProcessors: [spanProcessor] });
let llm: SimulatedLlm;

beforeAll(async () => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  trace.setGlobalTracerProvider(provider);
  llm = await SimulatedLlm.start();
  temporal.onClose(async () => {
    await llm.close();
    await provider.shutdown();
    trace.disable();
    propagation.disable();
    context.disable();
  });
});

describe.each([
  { place: 'last', order: (ours: WorkerPlugin, others: WorkerPlugin[]) => [...others, ours] },
  { place: 'first', order: (ours: WorkerPlugin, others: WorkerPlugin[]) => [ours, ...others] },
])('$place beside both AI plugins and the one for OpenTelemetry', ({ place, order }) => {
  // covers: 163
  it('everything is governed, nothing of the traces is lost, and the histories replay', async () => {
    exporter.reset();
    const core = await temporal.startCore();
    const files = new Files();
    const plugins = order(new OpenBoxPlugin({ openboxUrl: core.url, openboxApiKey: core.apiKey }), [
      createAiSdkPlugin(llm.baseUrl, files),
      createOpenAIAgentsPlugin(llm.baseUrl, files),
      new OpenTelemetryPlugin({ resource, spanProcessor }),
    ]);
    const bundle = await bundleWorkflowCode({
      workflowsPath: require.resolve('./agents.ts'),
      logger: new DefaultLogger('WARN'),
      plugins,
      ...BUNDLER_OPTIONS,
    });
    const taskQueue = uniqueName('queue');
    const worker = await Worker.create({
      connection: temporal.nativeConnection,
      namespace: temporal.namespace,
      taskQueue,
      workflowBundle: bundle,
      plugins,
      shutdownGraceTime: 0,
    });
    const client = new Client({
      connection: temporal.connection,
      namespace: temporal.namespace,
      interceptors: { workflow: [new OpenTelemetryWorkflowClientInterceptor()] },
    });

    await worker.runUntil(async () => {
      for (const agent of ['aiSdkAgent', 'openAIAgent']) {
        core.reset();
        const span = provider.getTracer('e2e').startSpan('caller');
        const { traceId } = span.spanContext();
        const handle = await context.with(trace.setSpan(context.active(), span), () =>
          client.workflow.start(agent, {
            taskQueue,
            workflowId: uniqueName(agent),
            args: ['call read_file {"path":"/a"}'],
          }),
        );
        span.end();
        await expect(handle.result()).resolves.toContain('read_file did /a');

        const started = core.eventsLike({ event_type: 'ActivityStarted' });
        const completed = core.eventsLike({ event_type: 'ActivityCompleted' });
        // The list of tools, the model twice, and the tool.
        expect([started.length, completed.length]).toEqual([4, 4]);
        const spans = completed.flatMap(
          (event) => (event.spans ?? []) as { trace_id: string; name: string }[],
        );
        const elsewhere = spans.filter((each) => each.trace_id !== traceId).map(({ name }) => name);
        // Where the plugin is first, its own span of each activity is outside what OpenTelemetry's sees of the trace.
        const own = started.map((event) => `activity.${event.activity_type ?? ''}`);
        expect(elsewhere).toEqual(place === 'last' ? [] : own);
        expect(spans.length).toBeGreaterThan(own.length);
        const seen = exporter.getFinishedSpans().filter((each) => each.spanContext().traceId === traceId);
        expect(seen.map(({ name }) => name)).toEqual(
          expect.arrayContaining([
            `StartWorkflow:${agent}`,
            `RunWorkflow:${agent}`,
            expect.stringMatching(/^RunActivity:files-/),
          ]),
        );
        expect(core.eventsLike({ event_type: 'WorkflowCompleted' })).toHaveLength(1);
        await Worker.runReplayHistory(
          { workflowBundle: bundle, plugins },
          await handle.fetchHistory(),
          handle.workflowId,
        );
      }
    });
    expect(files.calls).toEqual(['read_file /a', 'read_file /a']);
  });
});
