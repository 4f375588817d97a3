import type { SpanBodyData, SpanData } from '../data/span-data';
import { toSpanData } from '../data/to-span-data';
import type { HrTimeLike, ReadableSpanLike } from '../otel/span-like';
import type { ActivityIdentity } from '../scope/activity-identity';

interface SpanRecord {
  readonly parentSpanId: string | undefined;
  readonly sequence: number;
  startTime: HrTimeLike;
  body?: SpanBodyData;
  data?: SpanData;
}

interface EndedRecord extends SpanRecord {
  data: SpanData;
}

/** The spans of one activity attempt, from their start to the attempt's end. */
export class SpanLedger {
  readonly identity: ActivityIdentity;
  readonly #maxSpans: number;
  readonly #records = new Map<string, SpanRecord>();
  #droppedSpans = 0;
  #open = true;

  constructor(identity: ActivityIdentity, maxSpans: number) {
    this.identity = identity;
    this.#maxSpans = maxSpans;
  }

  get isOpen(): boolean {
    return this.#open;
  }

  get droppedSpans(): number {
    return this.#droppedSpans;
  }

  /** Ids of the spans that are known, ended or not. */
  get spanIds(): IterableIterator<string> {
    return this.#records.keys();
  }

  /** Takes a span in. `false` where the attempt is over or has no room. */
  begin(span: ReadableSpanLike): boolean {
    const { spanId } = span.spanContext();
    if (!this.#open || this.#records.has(spanId)) return this.#open;
    if (this.#records.size >= this.#maxSpans) {
      this.#droppedSpans += 1;
      return false;
    }
    this.#records.set(spanId, {
      parentSpanId: span.parentSpanContext?.spanId ?? span.parentSpanId,
      sequence: this.#records.size,
      startTime: span.startTime,
    });
    return true;
  }

  /** Copies a span that ended. A span is copied once, however often its end is reported. */
  end(span: ReadableSpanLike): void {
    const record = this.#records.get(span.spanContext().spanId);
    if (record === undefined || record.data !== undefined) return;
    record.startTime = span.startTime;
    record.data = toSpanData(span, { activityId: this.identity.activityId, body: record.body });
    delete record.body;
  }

  /** Forgets a span that turned out not to belong here. */
  discard(spanId: string): void {
    this.#records.delete(spanId);
  }

  /** Adds what is known of a span's bodies, before or after its end. `false` for a span that is not known. */
  addBody(spanId: string, body: SpanBodyData): boolean {
    const record = this.#records.get(spanId);
    if (record === undefined) return false;
    if (record.data === undefined) record.body = { ...record.body, ...body };
    else Object.assign(record.data, body);
    return true;
  }

  /** What {@link addBody} was given for a span that has not ended. */
  pendingBody(spanId: string): SpanBodyData | undefined {
    return this.#records.get(spanId)?.body;
  }

  /**
   * Ends the attempt: ended spans by start time, parents before children. A parent that did not end, was not kept or is
   * from outside is replaced by the nearest ancestor that is in the list, at last by `rootSpanId`.
   */
  close(rootSpanId: string | undefined): SpanData[] {
    this.#open = false;
    const ended = [...this.#records.values()].filter(
      (record): record is EndedRecord => record.data !== undefined,
    );
    ended.sort((a, b) => compareTimes(a.startTime, b.startTime) || a.sequence - b.sequence);
    for (const { data } of ended) {
      if (data.span_id !== rootSpanId)
        data.parent_span_id = this.#listedParent(data.parent_span_id, rootSpanId);
    }
    const spans = parentsFirst(
      ended.map(({ data }) => data),
      rootSpanId,
    );
    this.#records.clear();
    return spans;
  }

  #listedParent(parentSpanId: string | null, rootSpanId: string | undefined): string | null {
    if (parentSpanId === null || rootSpanId === undefined) return parentSpanId;
    const seen = new Set<string>();
    let candidate: string | undefined = parentSpanId;
    while (candidate !== undefined && !seen.has(candidate)) {
      const record: SpanRecord | undefined = this.#records.get(candidate);
      if (record?.data !== undefined) return candidate;
      seen.add(candidate);
      candidate = record?.parentSpanId;
    }
    return rootSpanId;
  }
}

function parentsFirst(spans: readonly SpanData[], rootSpanId: string | undefined): SpanData[] {
  const byId = new Map(spans.map((span) => [span.span_id, span]));
  const placed = new Set<SpanData>();
  const place = (span: SpanData | undefined): void => {
    const chain: SpanData[] = [];
    for (let next = span; next !== undefined && !placed.has(next) && !chain.includes(next);) {
      chain.push(next);
      next = next.parent_span_id === null ? undefined : byId.get(next.parent_span_id);
    }
    for (const ancestor of chain.reverse()) placed.add(ancestor);
  };
  if (rootSpanId !== undefined) place(byId.get(rootSpanId));
  spans.forEach(place);
  return [...placed];
}

function compareTimes(a: HrTimeLike, b: HrTimeLike): number {
  return a[0] - b[0] || a[1] - b[1];
}
