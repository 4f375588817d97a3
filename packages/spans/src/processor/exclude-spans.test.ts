import { context, trace } from '@opentelemetry/api';
import { setUpProcessor } from '../testing/set-up-processor';
import { testIdentity } from '../testing/test-identity';

describe('WorkflowSpanProcessor.excludeSpans', () => {
  it('leaves out what is picked, keeps the tree whole and lets the exporter see all', () => {
    const { processor, exporter, tracer } = setUpProcessor();
    const end = processor.excludeSpans(
      (span) => span.instrumentationScope?.name === 'test' && span.name === 'b',
    );
    const scope = processor.startActivity(testIdentity());
    processor.runActivity(scope, () => {
      const a = tracer.startSpan('a');
      const inA = trace.setSpan(context.active(), a);
      const b = tracer.startSpan('b', {}, inA);
      tracer.startSpan('c', {}, trace.setSpan(inA, b)).end();
      b.end();
      a.end();
      end();
      end();
      tracer.startSpan('b').end();
    });
    const spans = scope.finish();
    expect(spans.map(({ name }) => name)).toEqual(['activity.think', 'a', 'c', 'b']);
    expect(spans[2]?.parent_span_id).toBe(spans[1]?.span_id);
    expect(exporter.getFinishedSpans().map(({ name }) => name)).toEqual(
      expect.arrayContaining(['a', 'b', 'c', 'b']),
    );
  });

  it('leaves nothing behind for a span that is never kept', () => {
    const { processor, tracer } = setUpProcessor();
    processor.excludeSpans(() => true);
    tracer.startSpan('outside').end();
    const scope = processor.startActivity(testIdentity());
    scope.run(() => tracer.startSpan('inside')).end();
    expect(scope.finish()).toEqual([]);
  });
});
