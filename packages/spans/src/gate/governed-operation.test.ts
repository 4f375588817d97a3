import { setTimeout as sleep } from 'node:timers/promises';
import { context, SpanKind, trace } from '@opentelemetry/api';
import { GovernedOperation, type OperationDescription } from './governed-operation';
import { ActivityScope } from '../scope/activity-scope';
import { ensureContextManager } from '../provider/ensure-context-manager';
import { WorkflowSpanProcessor } from '../processor/workflow-span-processor';
import { InMemoryGate } from '../testing/in-memory-gate';
import { testIdentity } from '../testing/test-identity';

beforeAll(() => {
  ensureContextManager();
});

afterAll(() => {
  context.disable();
});

const description: OperationDescription = {
  operation: { type: 'file_operation', facts: { path: '/a', operation: 'read' } },
  name: 'file.read',
  attributes: { 'file.path': '/a', 'file.operation': 'read' },
};

function setUp(gate = new InMemoryGate()): { scope: ActivityScope; gate: InMemoryGate } {
  return { scope: new WorkflowSpanProcessor().startActivity(testIdentity(), { gate }), gate };
}

describe('GovernedOperation', () => {
  // covers: 123, 124
  it('asks before, tells after, and is a span of the attempt', async () => {
    const { scope, gate } = setUp();
    const operation = new GovernedOperation(scope, description);
    await operation.before();
    operation.end({
      attributes: { 'file.bytes': 3 },
      operation: { type: 'file_operation', facts: { path: '/a', operation: 'read', bytesRead: 3 } },
    });
    const [span] = scope.finish();
    expect(span).toMatchObject({ name: 'file.read', attributes: { 'file.bytes': 3 }, bytes_read: 3 });
    const [started] = gate.started;
    expect(started).toEqual({
      type: 'file_operation',
      facts: { path: '/a', operation: 'read' },
      spanId: span?.span_id,
      traceId: span?.trace_id,
      parentSpanId: null,
      name: 'file.read',
      kind: 'INTERNAL',
      startTimeNs: span?.start_time,
      attributes: { 'file.path': '/a', 'file.operation': 'read' },
    });
    const [completed] = gate.completed;
    expect(gate.completed).toEqual([
      {
        ...started,
        startTimeNs: completed?.startTimeNs,
        facts: { path: '/a', operation: 'read', bytesRead: 3 },
        attributes: { 'file.path': '/a', 'file.operation': 'read', 'file.bytes': 3 },
        endTimeNs: span?.end_time,
        durationNs: completed?.durationNs,
      },
    ]);
  });

  // covers: W69
  it('does not count as its own the time in which it waited for its verdict', async () => {
    const waitMs = 80;
    const { scope, gate } = setUp();
    const ask = gate.before.bind(gate);
    gate.before = async (operation) => {
      await sleep(waitMs);
      await ask(operation);
    };
    const operation = new GovernedOperation(scope, description);
    await operation.before();
    operation.end();
    const [completed] = gate.completed;
    const [started] = gate.started;
    expect(completed?.durationNs).toBeLessThan((waitMs / 2) * 1e6);
    expect(Number(completed?.startTimeNs) - Number(started?.startTimeNs)).toBeGreaterThan((waitMs / 2) * 1e6);
    expect(Number(completed?.startTimeNs) + Number(completed?.durationNs)).toBeCloseTo(
      Number(completed?.endTimeNs),
      -4,
    );
  });

  it('is a child of the active span, and its own context makes it the active one', () => {
    const { scope, gate } = setUp();
    const outer = new GovernedOperation(scope, { ...description, name: 'outer', kind: SpanKind.CLIENT });
    context.with(outer.context, () => {
      expect(trace.getActiveSpan()).toBe(outer.span);
      const inner = new GovernedOperation(scope, { ...description, name: 'inner' });
      inner.beforeSync();
      inner.end();
    });
    outer.end();
    const [parent, child] = scope.finish();
    expect([parent?.name, parent?.kind, child?.parent_span_id]).toEqual(['outer', 'CLIENT', parent?.span_id]);
    expect(gate.started[0]?.parentSpanId).toBe(parent?.span_id);
  });

  it.each(['before', 'beforeSync'] as const)(
    'that %s refuses is recorded as blocked, and has no end',
    async (ask) => {
      const { scope, gate } = setUp(new InMemoryGate(() => ({ verdict: 'block', reason: 'not this file' })));
      const operation = new GovernedOperation(scope, description);
      await expect(async () => {
        await operation[ask]();
      }).rejects.toThrow('not this file');
      operation.end();
      expect(gate.completed).toEqual([]);
      expect(scope.stopVerdict).toMatchObject({ verdict: 'block' });
      expect(scope.finish()).toEqual([
        expect.objectContaining({
          status: { code: 'ERROR', description: expect.stringContaining('not this file') },
          attributes: expect.objectContaining({ 'governance.blocked': true, error: true }),
        }),
      ]);
    },
  );

  it('is refused at once in a stopped attempt, and recorded', () => {
    const { scope, gate } = setUp();
    scope.stopWith({ verdict: 'halt' });
    const operation = new GovernedOperation(scope, description);
    expect(() => operation.before()).toThrow('halt');
    expect(gate.started).toEqual([]);
    expect(scope.finish()[0]?.attributes).toMatchObject({ 'governance.blocked': true });
  });

  it('describes what was thrown, even undefined', () => {
    const { scope, gate } = setUp();
    for (const error of [new RangeError('too far'), undefined, 'text']) {
      new GovernedOperation(scope, description).end({ error });
    }
    expect(gate.completed.map((each) => each.error)).toEqual(['too far', 'undefined', 'text']);
    expect(
      scope.finish().map((span) => [span.attributes['error.type'], span.attributes['error.message']]),
    ).toEqual([
      ['RangeError', 'too far'],
      ['undefined', 'undefined'],
      ['string', 'text'],
    ]);
  });

  it('tells only the type of an error that is not to be captured', () => {
    const { scope, gate } = setUp();
    new GovernedOperation(scope, description).end({ error: new RangeError('secret'), captureError: false });
    expect(gate.completed[0]?.error).toBe('RangeError');
    expect(JSON.stringify(scope.finish())).not.toContain('secret');
  });

  it('ends once', () => {
    const { scope, gate } = setUp();
    const operation = new GovernedOperation(scope, description);
    operation.end();
    operation.end({ error: new Error('late') });
    expect(gate.completed).toHaveLength(1);
    expect(scope.finish()[0]?.status.code).toBe('UNSET');
  });

  it('works in a scope that keeps no spans', async () => {
    const gate = new InMemoryGate();
    const operation = new GovernedOperation(
      new ActivityScope({ identity: testIdentity(), gate }),
      description,
    );
    await operation.before();
    operation.end();
    expect(gate.completed[0]?.startTimeNs).toBeGreaterThan(1e18);
  });
});
