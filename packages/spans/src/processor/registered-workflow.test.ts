import { setUpProcessor } from '../testing/set-up-processor';
import { testIdentity } from '../testing/test-identity';

const names = (spans: readonly { readonly name: string }[]): string[] => spans.map((span) => span.name);

describe('a span that names its workflow', () => {
  // covers: 110
  it('outranks the scope that it was started in', () => {
    const { processor, tracer } = setUpProcessor();
    const scope = processor.startActivity(testIdentity({ workflowId: 'wf-1' }));
    const other = processor.startActivity(testIdentity({ workflowId: 'wf-2', activityId: '7' }));
    scope.run(() => {
      tracer.startSpan('named', { attributes: { 'temporal.workflow_id': 'wf-2' } }).end();
    });
    expect(names(scope.finish())).toEqual([]);
    expect(other.finish()).toEqual([expect.objectContaining({ name: 'named', activity_id: '7' })]);
  });

  it('stays in its scope where that is the one it names', () => {
    const { processor, tracer } = setUpProcessor();
    const scope = processor.startActivity(testIdentity());
    scope.run(() => {
      tracer
        .startSpan('named', { attributes: { 'temporal.workflow_id': 'wf-1', 'temporal.activity_id': '1' } })
        .end();
    });
    expect(names(scope.finish())).toEqual(['named']);
  });

  // covers: 110, 111
  it('is kept for a registered workflow, with the activity id of its attribute', () => {
    const { processor, tracer } = setUpProcessor();
    const buffer = processor.registerWorkflow('wf-9', { runId: 'run-9', workflowType: 'Old' });
    tracer
      .startSpan('named', { attributes: { 'temporal.workflow_id': 'wf-9', 'temporal.activity_id': '3' } })
      .end();
    expect(processor.getBuffer('wf-9')).toBe(buffer);
    expect(buffer.spans).toEqual([expect.objectContaining({ name: 'named', activity_id: '3' })]);
  });

  // covers: 112
  it('is handed on and not kept where nobody registered the workflow', () => {
    const { processor, tracer, exporter } = setUpProcessor();
    tracer.startSpan('stray', { attributes: { 'temporal.workflow_id': 'unknown' } }).end();
    expect(processor.getBuffer('unknown')).toBeUndefined();
    expect(names(exporter.getFinishedSpans())).toEqual(['stray']);
  });

  it('wins over a registered trace', () => {
    const { processor, tracer } = setUpProcessor();
    const byTrace = processor.registerWorkflow('by-trace');
    const byAttribute = processor.registerWorkflow('by-attribute');
    const span = tracer.startSpan('span', { attributes: { 'temporal.workflow_id': 'by-attribute' } });
    processor.registerTrace(span.spanContext().traceId, 'by-trace');
    span.end();
    expect([byTrace.spans.length, byAttribute.spans.length]).toEqual([0, 1]);
  });
});

describe('a registered trace', () => {
  // covers: 110, 111
  it('leads its spans to the workflow, with the activity id', () => {
    const { processor, tracer } = setUpProcessor();
    const buffer = processor.registerWorkflow('wf');
    const span = tracer.startSpan('traced');
    processor.registerTrace(span.spanContext().traceId, 'wf', '42');
    span.end();
    expect(buffer.takeSpans('42')).toEqual([expect.objectContaining({ name: 'traced', activity_id: '42' })]);
    expect(buffer.spans).toEqual([]);
  });

  // covers: 117
  it('is forgotten with its workflow', () => {
    const { processor, tracer } = setUpProcessor();
    processor.registerWorkflow('wf');
    const span = tracer.startSpan('traced');
    processor.registerTrace(span.spanContext().traceId, 'wf');
    processor.unregisterWorkflow('wf');
    const again = processor.registerWorkflow('wf');
    span.end();
    expect(again.spans).toEqual([]);
  });

  // covers: M16
  it('of another run stays when one run is unregistered', () => {
    const { processor, tracer } = setUpProcessor();
    const span = tracer.startSpan('traced');
    const buffer = processor.registerWorkflow('wf', { runId: 'new' });
    processor.registerTrace(span.spanContext().traceId, 'wf');
    processor.setVerdict('wf', { verdict: 'block' }, 'new');
    processor.unregisterWorkflow('wf', 'old');
    span.end();
    expect(names(buffer.spans)).toEqual(['traced']);
    expect(processor.getVerdict('wf', 'new')).toEqual({ verdict: 'block' });
  });
});

describe('verdicts', () => {
  // covers: 119
  it('are kept, also on the buffer, and cleared', () => {
    const { processor } = setUpProcessor();
    const buffer = processor.registerWorkflow('wf');
    processor.setVerdict('wf', { verdict: 'halt', reason: 'because' }, 'run');
    expect(processor.getVerdict('wf')).toEqual({ verdict: 'halt', reason: 'because' });
    expect(buffer.verdict).toEqual({ verdict: 'halt', reason: 'because' });
    processor.clearVerdict('wf');
    expect(processor.getVerdict('wf')).toBeUndefined();
  });

  it('of another run do not count', () => {
    const { processor } = setUpProcessor();
    processor.setVerdict('wf', { verdict: 'block' }, 'run-1');
    expect(processor.getVerdict('wf', 'run-2')).toBeUndefined();
    expect(processor.getVerdict('wf', 'run-1')).toEqual({ verdict: 'block' });
  });

  // covers: 117
  it('go with the workflow', () => {
    const { processor } = setUpProcessor();
    processor.registerWorkflow('wf');
    processor.setVerdict('wf', { verdict: 'block' });
    processor.unregisterWorkflow('wf');
    expect([processor.getVerdict('wf'), processor.getBuffer('wf')]).toEqual([undefined, undefined]);
  });
});
