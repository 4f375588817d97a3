import type { ReadableSpanLike } from '../otel/span-like';
import { testIdentity } from '../testing/test-identity';
import { SpanLedger } from './span-ledger';

function span(spanId: string, parentSpanId: string | undefined, startSeconds: number): ReadableSpanLike {
  return {
    name: spanId,
    kind: 0,
    spanContext: () => ({ spanId, traceId: 't' }),
    parentSpanContext: parentSpanId === undefined ? undefined : { spanId: parentSpanId, traceId: 't' },
    startTime: [startSeconds, 0],
    endTime: [startSeconds + 1, 0],
    status: { code: 0 },
    attributes: {},
    events: [],
  };
}

function ledgerOf(ended: readonly ReadableSpanLike[], open: readonly ReadableSpanLike[] = []): SpanLedger {
  const ledger = new SpanLedger(testIdentity(), 100);
  for (const each of [...ended, ...open]) ledger.begin(each);
  for (const each of [...ended].reverse()) ledger.end(each);
  return ledger;
}

const tree = (ledger: SpanLedger, root?: string): string[] =>
  ledger.close(root).map((each) => `${each.name}<${each.parent_span_id ?? '-'}`);

describe('SpanLedger', () => {
  it('gives spans out by start time, whatever order they end in', () => {
    const ledger = ledgerOf([
      span('root', undefined, 1),
      span('c', 'root', 4),
      span('a', 'root', 2),
      span('b', 'a', 3),
    ]);
    expect(tree(ledger, 'root')).toEqual(['root<-', 'a<root', 'b<a', 'c<root']);
  });

  it('puts a parent before a child that claims to have started earlier', () => {
    const ledger = ledgerOf([
      span('root', undefined, 5),
      span('parent', 'root', 4),
      span('child', 'parent', 1),
    ]);
    expect(tree(ledger, 'root')).toEqual(['root<-', 'parent<root', 'child<parent']);
  });

  it('keeps the order of start where times are equal', () => {
    const ledger = ledgerOf(['a', 'b', 'c'].map((id) => span(id, undefined, 1)));
    expect(tree(ledger)).toEqual(['a<-', 'b<-', 'c<-']);
  });

  it('resolves a parent that did not end to the nearest ancestor that did', () => {
    const ledger = ledgerOf(
      [span('root', undefined, 1), span('grandchild', 'open', 3)],
      [span('open', 'root', 2)],
    );
    expect(tree(ledger, 'root')).toEqual(['root<-', 'grandchild<root']);
  });

  it('resolves a parent from outside to the activity, and leaves a root a root', () => {
    const ledger = ledgerOf([
      span('root', 'workflow', 1),
      span('a', 'elsewhere', 2),
      span('b', undefined, 3),
    ]);
    expect(tree(ledger, 'root')).toEqual(['root<workflow', 'a<root', 'b<-']);
  });

  it('ends with spans that claim to be each other’s parent', () => {
    const ledger = ledgerOf([span('a', 'b', 1), span('b', 'a', 2)]);
    expect(tree(ledger)).toEqual(['b<a', 'a<b']);
  });

  it('orders a chain of 5,000 spans', () => {
    const chain = Array.from({ length: 5_000 }, (_, index) =>
      span(String(index), index === 0 ? undefined : String(index - 1), 1),
    );
    const ledger = new SpanLedger(testIdentity(), 10_000);
    for (const each of chain) ledger.begin(each);
    for (const each of chain) ledger.end(each);
    expect(ledger.close('0').map((each) => each.name)).toEqual(chain.map((each) => each.name));
  });

  it('takes nothing in after it was closed', () => {
    const ledger = ledgerOf([span('a', undefined, 1)]);
    ledger.close(undefined);
    expect(ledger.begin(span('b', undefined, 2))).toBe(false);
    expect([...ledger.spanIds]).toEqual([]);
  });
});
