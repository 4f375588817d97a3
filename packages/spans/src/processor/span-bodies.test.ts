import { SpanKind } from '@opentelemetry/api';
import { setUpProcessor } from '../testing/set-up-processor';
import { testIdentity } from '../testing/test-identity';

describe('bodies', () => {
  // covers: 114, 115
  it('are put together from parts and merged at the root when the span ends', () => {
    const { processor, tracer, exporter } = setUpProcessor();
    const scope = processor.startActivity(testIdentity());
    const span = scope.run(() => tracer.startSpan('POST', { kind: SpanKind.CLIENT }));
    const { spanId } = span.spanContext();
    processor.storeBody(spanId, {
      requestBody: '{"q":1}',
      requestHeaders: { 'Content-Type': 'application/json' },
    });
    processor.storeBody(spanId, { responseBody: 'ok', requestBody: undefined });
    expect(processor.getPendingBody(spanId)).toEqual({
      request_body: '{"q":1}',
      request_headers: { 'content-type': 'application/json' },
      response_body: 'ok',
    });
    span.end();
    expect(processor.getPendingBody(spanId)).toBeUndefined();
    expect(scope.finish()).toEqual([
      expect.objectContaining({
        request_body: '{"q":1}',
        response_body: 'ok',
        request_headers: { 'content-type': 'application/json' },
      }),
    ]);
    expect(JSON.stringify(exporter.getFinishedSpans().map((each) => each.attributes))).toBe('[{}]');
  });

  it('that come after the end of the span are in the attempt as well', () => {
    const { processor, tracer } = setUpProcessor();
    const scope = processor.startActivity(testIdentity());
    const span = scope.run(() => tracer.startSpan('GET'));
    span.end();
    processor.storeBody(span.spanContext().spanId, { responseBody: 'streamed' });
    expect(scope.finish()).toEqual([expect.objectContaining({ response_body: 'streamed' })]);
  });

  it('stay with their own span', () => {
    const { processor, tracer } = setUpProcessor();
    const scope = processor.startActivity(testIdentity());
    scope.run(() => {
      const spans = [tracer.startSpan('first'), tracer.startSpan('second'), tracer.startSpan('third')];
      spans.slice(0, 2).forEach((span, index) => {
        processor.storeBody(span.spanContext().spanId, { responseBody: `body ${index}` });
      });
      for (const span of spans.reverse()) span.end();
    });
    expect(scope.finish().map((span) => span.response_body)).toEqual(['body 0', 'body 1', undefined]);
  });

  it('of a registered workflow are merged as well', () => {
    const { processor, tracer } = setUpProcessor();
    const buffer = processor.registerWorkflow('wf');
    const span = tracer.startSpan('POST', { attributes: { 'temporal.workflow_id': 'wf' } });
    processor.storeBody(span.spanContext().spanId, { requestBody: 'text' });
    span.end();
    expect(buffer.spans).toEqual([expect.objectContaining({ request_body: 'text' })]);
    expect(processor.getPendingBody(span.spanContext().spanId)).toBeUndefined();
  });

  it('are cut, and secrets in headers masked', () => {
    const { processor, tracer } = setUpProcessor({ maxBodyChars: 4, maskHeaders: ['X-Tenant'] });
    const scope = processor.startActivity(testIdentity());
    const span = scope.run(() => tracer.startSpan('POST'));
    processor.storeBody(span.spanContext().spanId, {
      requestBody: '123456',
      requestHeaders: { Authorization: 'Bearer secret', 'x-tenant': 'acme', Accept: ['a', 'b'] },
    });
    span.end();
    expect(scope.finish()).toEqual([
      expect.objectContaining({
        request_body: '1234...[truncated, 6 total chars]',
        request_headers: { authorization: '[REDACTED]', 'x-tenant': '[REDACTED]', accept: 'a, b' },
      }),
    ]);
  });
});
