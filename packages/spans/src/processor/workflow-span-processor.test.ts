import { setImmediate as nextTurn } from 'node:timers/promises';
import { context, ROOT_CONTEXT, SpanStatusCode, trace } from '@opentelemetry/api';
import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { ensureContextManager } from '../provider/ensure-context-manager';
import { setUpProcessor } from '../testing/set-up-processor';
import { testIdentity } from '../testing/test-identity';
import { WorkflowSpanProcessor } from './workflow-span-processor';

beforeAll(() => {
  ensureContextManager();
});

afterAll(() => {
  context.disable();
});

const names = (spans: readonly { readonly name: string }[]): string[] => spans.map((span) => span.name);

describe('spans of an activity attempt', () => {
  it('are exactly those started in it, however they are made', async () => {
    const { processor, tracer } = setUpProcessor();
    const scope = processor.startActivity(testIdentity());
    tracer.startSpan('outside').end();
    await scope.run(async () => {
      tracer.startSpan('plain').end();
      tracer.startSpan('root', { root: true }).end();
      tracer.startSpan('root context', {}, ROOT_CONTEXT).end();
      await nextTurn();
      tracer.startSpan('later').end();
    });
    expect(names(scope.finish())).toEqual(['plain', 'root', 'root context', 'later']);
  });

  it('include the child of one of its spans that is started from a foreign context', () => {
    const { processor, tracer } = setUpProcessor();
    const scope = processor.startActivity(testIdentity());
    const parent = scope.run(() => tracer.startSpan('parent'));
    const child = tracer.startSpan('child', {}, trace.setSpan(ROOT_CONTEXT, parent));
    child.end();
    parent.end();
    expect(names(scope.finish())).toEqual(['parent', 'child']);
  });

  it('belong to where they were started, not to where they end', () => {
    const { processor, tracer } = setUpProcessor();
    const first = processor.startActivity(testIdentity({ activityId: '1' }));
    const second = processor.startActivity(testIdentity({ activityId: '2' }));
    const span = first.run(() => tracer.startSpan('of the first'));
    second.run(() => {
      span.end();
    });
    expect(names(second.finish())).toEqual([]);
    expect(first.finish()).toEqual([expect.objectContaining({ name: 'of the first', activity_id: '1' })]);
  });

  // covers: 116, W37
  it('are those of this attempt, not of an earlier one', () => {
    const { processor, tracer } = setUpProcessor();
    for (const attempt of [1, 2]) {
      const scope = processor.startActivity(testIdentity({ attempt }));
      scope.run(() => {
        tracer.startSpan(`attempt ${attempt}`).end();
      });
      expect(names(scope.finish())).toEqual([`attempt ${attempt}`]);
    }
  });

  // covers: 120, 131
  it('are never mixed over 200 concurrent activities of one trace', async () => {
    const { processor, tracer } = setUpProcessor();
    const outer = trace.setSpan(ROOT_CONTEXT, tracer.startSpan('workflow'));
    const results = await Promise.all(
      Array.from({ length: 200 }, async (_, index) => {
        const scope = processor.startActivity(testIdentity({ activityId: String(index) }));
        await scope.run(() =>
          context.with(outer, async () => {
            for (let turn = 0; turn < 5; turn += 1) {
              const span = tracer.startSpan(`${index}`);
              await nextTurn();
              span.end();
            }
          }),
        );
        return names(scope.finish()).join();
      }),
    );
    expect(results).toEqual(results.map((_, index) => Array<number>(5).fill(index).join()));
  });

  it('are taken by the processor that opened the scope alone', () => {
    const mine = new WorkflowSpanProcessor();
    const other = new WorkflowSpanProcessor();
    const tracer = new NodeTracerProvider({ spanProcessors: [mine, other] }).getTracer('test');
    const myScope = mine.startActivity(testIdentity());
    const otherScope = other.startActivity(testIdentity());
    myScope.run(() => {
      tracer.startSpan('mine').end();
    });
    otherScope.run(() => {
      tracer.startSpan('other').end();
    });
    expect([names(myScope.finish()), names(otherScope.finish())]).toEqual([['mine'], ['other']]);
  });

  it('are kept once where the processor is in a provider twice', () => {
    const processor = new WorkflowSpanProcessor();
    const tracer = new NodeTracerProvider({ spanProcessors: [processor, processor] }).getTracer('test');
    const scope = processor.startActivity(testIdentity());
    scope.run(() => {
      tracer.startSpan('once').end();
    });
    expect(names(scope.finish())).toEqual(['once']);
  });

  it('are bounded, and the rest is counted', () => {
    const { processor, tracer } = setUpProcessor({ maxSpansPerActivity: 3 });
    const scope = processor.startActivity(testIdentity());
    scope.run(() => {
      for (let index = 0; index < 10; index += 1) tracer.startSpan(String(index)).end();
    });
    expect(scope.droppedSpans).toBe(7);
    expect(names(scope.finish())).toEqual(['0', '1', '2']);
  });

  // covers: 121
  it('are dropped where they end after the attempt', () => {
    const { processor, tracer, exporter } = setUpProcessor();
    const scope = processor.startActivity(testIdentity());
    const late = scope.run(() => tracer.startSpan('late'));
    expect(scope.finish()).toEqual([]);
    late.end();
    scope.run(() => {
      tracer.startSpan('later still').end();
    });
    expect(scope.finish()).toEqual([]);
    expect(names(exporter.getFinishedSpans())).toEqual(['late', 'later still']);
  });
});

describe('ignored URLs', () => {
  // covers: 113
  it.each(['http.url', 'url.full'])('are not kept but handed on (%s)', (attribute) => {
    const { processor, tracer, exporter } = setUpProcessor({ ignoredUrls: ['https://core.openbox.ai'] });
    const scope = processor.startActivity(testIdentity());
    scope.run(() => {
      tracer
        .startSpan('ours', { attributes: { [attribute]: 'https://core.openbox.ai/api/v1/evaluate' } })
        .end();
      tracer.startSpan('theirs', { attributes: { [attribute]: 'https://core.openbox.ai.evil.com/' } }).end();
    });
    expect(names(scope.finish())).toEqual(['theirs']);
    expect(names(exporter.getFinishedSpans())).toEqual(['ours', 'theirs']);
  });

  it('are not kept for a registered workflow either', () => {
    const { processor, tracer } = setUpProcessor({ ignoredUrls: ['http://localhost:8086'] });
    const buffer = processor.registerWorkflow('wf');
    const attributes = { 'temporal.workflow_id': 'wf', 'url.full': 'http://localhost:8086/x' };
    tracer.startSpan('ours', { attributes }).end();
    expect(buffer.spans).toEqual([]);
  });
});

describe('the processor that spans are handed on to', () => {
  // covers: 114, 120
  it('gets the spans as OpenTelemetry made them', () => {
    const { processor, tracer, exporter } = setUpProcessor();
    const scope = processor.startActivity(testIdentity());
    scope.run(() => {
      const span = tracer.startSpan('GET', { attributes: { 'http.request.method': 'GET' } });
      span.setStatus({ code: SpanStatusCode.ERROR, message: 'HTTP 500' });
      span.end();
    });
    expect(scope.finish()).toEqual([
      expect.objectContaining({
        attributes: { 'http.request.method': 'GET', 'http.method': 'GET' },
        status: { code: 'ERROR', description: 'HTTP 500' },
      }),
    ]);
    expect(exporter.getFinishedSpans().map((span) => span.attributes)).toEqual([
      { 'http.request.method': 'GET' },
    ]);
  });

  // covers: 118
  it('is flushed and shut down', async () => {
    const calls: string[] = [];
    const processor = new WorkflowSpanProcessor({
      forwardTo: {
        onStart: () => calls.push('start'),
        onEnd: () => calls.push('end'),
        forceFlush: () => Promise.resolve(void calls.push('flush')),
        shutdown: () => Promise.resolve(void calls.push('shutdown')),
      },
    });
    await processor.forceFlush();
    await processor.shutdown();
    expect(calls).toEqual(['flush', 'shutdown']);
  });

  // covers: 118
  it('may be absent: flushing then resolves true', async () => {
    const processor = new WorkflowSpanProcessor();
    await expect(processor.forceFlush()).resolves.toBe(true);
    await expect(processor.shutdown()).resolves.toBeUndefined();
  });

  it('may throw without the program noticing', () => {
    const fail = (): never => {
      throw new Error('exporter broken');
    };
    const processor = new WorkflowSpanProcessor({
      forwardTo: { onStart: fail, onEnd: fail, forceFlush: fail, shutdown: fail },
    });
    const tracer = new NodeTracerProvider({ spanProcessors: [processor] }).getTracer('test');
    const scope = processor.startActivity(testIdentity());
    scope.run(() => {
      tracer.startSpan('survives').end();
    });
    expect(names(scope.finish())).toEqual(['survives']);
  });
});

describe('options', () => {
  it.each([
    [{ ignoredUrls: ['core.openbox.ai'] }, 'ignoredUrls'],
    [{ ignoredUrls: ['ftp://core.openbox.ai'] }, 'ignoredUrls'],
    [{ maxSpansPerActivity: 0 }, 'maxSpansPerActivity'],
    [{ maxBodyChars: -1 }, 'maxBodyChars'],
    [{ maxBodyChars: 1.5 }, 'maxBodyChars'],
  ])('%p are refused by name', (options, name) => {
    expect(() => new WorkflowSpanProcessor(options)).toThrow(name);
  });
});
