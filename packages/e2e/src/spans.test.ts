import { SpanStatusCode, trace } from '@opentelemetry/api';
import type { GovernanceEvent } from '@openbox/core-client/contract';
import { createDeferred } from './harness/deferred';
import { useTemporal } from './harness/test-temporal';
import { useWorker } from './harness/use-worker';
import { callActivity, callAllAtOnce } from './workflows';

const temporal = useTemporal();
const tracer = trace.getTracer('user');

function span(name: string, body: () => Promise<void> = () => Promise.resolve()): Promise<void> {
  return tracer.startActiveSpan(name, async (current) => {
    current.setAttribute('user.name', name);
    await body();
    current.end();
  });
}

const met = createDeferred();
const activities = {
  outer: () => span('outer-work', () => span('inner-work')),
  failing: () =>
    tracer.startActiveSpan('doomed', (current) => {
      current.setStatus({ code: SpanStatusCode.ERROR, message: 'no disk' });
      current.end();
      throw new Error('no disk');
    }),
  left: () => span('left-work', () => met.promise),
  right: () =>
    span('right-work', () => {
      met.resolve();
      return Promise.resolve();
    }),
};
const worker = useWorker(temporal, { activities });

function spansOf(event: GovernanceEvent | undefined): Record<string, unknown>[] {
  return (event?.spans ?? []) as Record<string, unknown>[];
}

test('spans that user code makes in an activity are in its ActivityCompleted, below the span of the activity', async () => {
  await worker.run.execute(callActivity, { args: ['outer'] });

  const [completed] = worker.core.eventsLike({ event_type: 'ActivityCompleted' });
  const spans = spansOf(completed);
  const byName = new Map(spans.map((each) => [each.name, each]));
  const outer = byName.get('outer-work');
  expect(outer).toMatchObject({
    span_id: expect.stringMatching(/^[0-9a-f]{16}$/) as unknown,
    trace_id: expect.stringMatching(/^[0-9a-f]{32}$/) as unknown,
    kind: 'INTERNAL',
    activity_id: completed?.activity_id,
    attributes: { 'user.name': 'outer-work' },
  });
  expect(byName.get('inner-work')).toMatchObject({
    parent_span_id: outer?.span_id,
    trace_id: outer?.trace_id,
  });
  expect(outer?.parent_span_id).toEqual(expect.stringMatching(/^[0-9a-f]{16}$/));
  expect(completed?.span_count).toBe(spans.length);
});

// covers: 116, W37
test('each attempt reports its own spans only', async () => {
  await worker.run.execute(callActivity, {
    args: ['failing', [], { retry: { maximumAttempts: 2, initialInterval: 20 } }],
  });

  const attempts = worker.core.eventsLike({ event_type: 'ActivityCompleted' });
  expect(attempts.map((event) => event.attempt)).toEqual([1, 2]);
  for (const event of attempts) {
    const doomed = spansOf(event).filter((each) => each.name === 'doomed');
    expect(doomed).toHaveLength(1);
    expect(doomed[0]).toMatchObject({ status: { code: 'ERROR', description: 'no disk' } });
  }
});

// covers: 131
test('two activities at once never see each other', async () => {
  await worker.run.execute(callAllAtOnce, { args: ['left', 'right'] });

  const names = worker.core.eventsLike({ event_type: 'ActivityCompleted' }).map((event) => [
    event.activity_type,
    spansOf(event)
      .map((each) => each.name)
      .filter((name) => String(name).endsWith('-work')),
  ]);
  expect(Object.fromEntries(names)).toEqual({ left: ['left-work'], right: ['right-work'] });
});
