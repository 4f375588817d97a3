import { setImmediate as nextTurn } from 'node:timers/promises';
import { context, trace } from '@opentelemetry/api';
import { InMemorySpanExporter, NodeTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node';
import { WorkflowSpanProcessor } from '../processor/workflow-span-processor';
import { testIdentity } from '../testing/test-identity';
import { suppressed } from './suppressed';

afterEach(() => {
  trace.disable();
  context.disable();
});

describe('suppressed', () => {
  // covers: 161
  it('makes no spans, in the activity or at the program’s exporter', async () => {
    const exporter = new InMemorySpanExporter();
    const processor = new WorkflowSpanProcessor();
    new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter), processor] }).register();
    const scope = processor.startActivity(testIdentity());
    const answer = await processor.runActivity(scope, () =>
      suppressed(async () => {
        await nextTurn();
        trace.getTracer('http').startSpan('POST core').end();
        return 'answer';
      }),
    );
    expect(answer).toBe('answer');
    expect(scope.finish().map((span) => span.name)).toEqual(['activity.think']);
    expect(exporter.getFinishedSpans().map((span) => span.name)).toEqual(['activity.think']);
  });
});
