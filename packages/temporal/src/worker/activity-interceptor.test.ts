import { trace } from '@opentelemetry/api';
import type { GovernanceVerdict } from '@openbox/core-client/contract';
import { attachToTracerProvider, WorkflowSpanProcessor } from '@openbox/spans';
import { CompleteAsyncError, Context } from '@temporalio/activity';
import { CancelledFailure } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { echo, failureOf, on, redaction, stage } from '../test-support/activity-stage';
import { createActivityInterceptor } from './activity-interceptor';
import type { GovernanceOptions } from './governance-config';

describe('the activity interceptor', () => {
  // covers: 40, 97, M9
  it('asks before and after, with the payloads of the contract', async () => {
    const { events, environment } = stage({ info: { attempt: 2 } });
    await expect(environment.run(echo, 'a', { b: 1 })).resolves.toEqual(['a', { b: 1 }]);
    const envelope = {
      source: 'workflow-telemetry',
      workflow_id: 'w',
      run_id: 'r',
      workflow_type: 'Flow',
      task_queue: 'q',
      activity_id: '7',
      activity_type: 'act',
      attempt: 2,
      activity_input: ['a', { b: 1 }],
    };
    const metadata = { action_digest: expect.stringMatching(/^[0-9a-f]{64}$/) as string };
    expect(events[0]).toEqual({ ...envelope, event_type: 'ActivityStarted', metadata });
    expect(events[1]).toEqual({
      ...envelope,
      event_type: 'ActivityCompleted',
      status: 'completed',
      start_time: expect.any(Number) as number,
      end_time: expect.any(Number) as number,
      duration_ms: expect.any(Number) as number,
      span_count: 1,
      spans: [expect.objectContaining({ name: 'activity.act', activity_id: '7' })],
      activity_output: ['a', { b: 1 }],
      error: null,
      metadata,
    });
  });

  it.each(['block', 'halt'] as const)('never runs the body after %s on its input', async (verdict) => {
    const body = jest.fn(echo);
    const { events, environment } = stage({ verdict: on('ActivityStarted', { verdict, reason: 'no' }) });
    const failure = await failureOf(environment.run(body, 'a'));
    expect(failure).toMatchObject({
      type: 'GovernanceStop',
      nonRetryable: true,
      message: 'Governance blocked: no',
    });
    expect(body).not.toHaveBeenCalled();
    expect(events).toHaveLength(1);
  });

  it.each<[string, unknown[], unknown, unknown[]]>([
    ['a plain object', [{ prompt: 'secret', id: 1 }], [{ prompt: '[R]', id: 1 }], [{ prompt: '[R]', id: 1 }]],
    ['a string', ['secret'], ['[R]'], ['[R]']],
    ['a bare object for the only argument', [{ prompt: 'secret' }], { prompt: '[R]' }, [{ prompt: '[R]' }]],
    ['the second of two', ['a', 'secret'], ['a', '[R]'], ['a', '[R]']],
    ['fewer than there are', ['secret', 'b'], ['[R]'], ['[R]', 'b']],
  ])('hands the redacted input to the body: %s', async (_name, args, redacted, received) => {
    const { events, environment } = stage({
      verdict: on('ActivityStarted', redaction('activity_input', redacted)),
    });
    await expect(environment.run(echo, ...args)).resolves.toEqual(received);
    expect(events[1]?.activity_input).toEqual(received);
    expect(JSON.stringify(args)).toContain('secret');
  });

  it('replaces the result by its redaction', async () => {
    const { environment } = stage({
      verdict: on('ActivityCompleted', redaction('activity_output', { text: '[R]' })),
    });
    await expect(environment.run(() => Promise.resolve({ text: 'secret' }))).resolves.toEqual({
      text: '[R]',
    });
  });

  // covers: 47, M8
  it('reports what the body threw, and rethrows that very thing', async () => {
    const error = Object.freeze(new TypeError('broken'));
    const { events, environment } = stage({});
    await expect(environment.run(() => Promise.reject(error))).rejects.toBe(error);
    expect(events[1]).toMatchObject({
      status: 'failed',
      activity_output: null,
      error: { type: 'ApplicationFailure', message: 'broken', error_type: 'TypeError' },
    });
  });

  // covers: 48
  it.each<[string, GovernanceVerdict]>([
    ['require_approval', { verdict: 'require_approval' }],
    ['a redaction', redaction('activity_output', 'x')],
    [
      'a guardrails failure',
      {
        verdict: 'allow',
        guardrails: { inputType: 'activity_output', validationPassed: false, reasons: [] },
      },
    ],
  ])('keeps the own error of a failed body against %s', async (_name, verdict) => {
    const error = new Error('mine');
    const { environment } = stage({ verdict: on('ActivityCompleted', verdict) });
    await expect(environment.run(() => Promise.reject(error))).rejects.toBe(error);
  });

  it('lets a stop verdict on a failed body win, with the own error as its cause', async () => {
    const error = new Error('mine');
    const { environment } = stage({ verdict: on('ActivityCompleted', { verdict: 'block', reason: 'no' }) });
    const failure = await failureOf(environment.run(() => Promise.reject(error)));
    expect(failure).toMatchObject({ type: 'GovernanceStop', nonRetryable: true });
    expect(failure.cause).toBe(error);
  });

  // covers: 50
  it('reports a body that completes elsewhere as no failure', async () => {
    const { events, environment } = stage({});
    await expect(environment.run(() => Promise.reject(new CompleteAsyncError()))).rejects.toBeInstanceOf(
      CompleteAsyncError,
    );
    expect(events[1]).toMatchObject({
      status: 'completed',
      activity_output: null,
      error: null,
      metadata: { completes_async: true },
    });
  });

  it('reports a cancelled body, and rethrows its cancellation', async () => {
    const { events, environment } = stage({});
    const run = environment.run(async () => {
      environment.cancel();
      await Context.current().cancelled;
    });
    await expect(run).rejects.toBeInstanceOf(CancelledFailure);
    expect(events[1]).toMatchObject({ status: 'cancelled', error: { type: 'CancelledFailure' } });
  });

  it("carries the spans of the user's own tracer", async () => {
    const { events, spans, environment } = stage({});
    const detach = attachToTracerProvider(spans);
    try {
      await environment.run(() =>
        trace.getTracer('mine').startActiveSpan('think', (span) => {
          span.setAttribute('depth', 3);
          span.end();
          return Promise.resolve();
        }),
      );
    } finally {
      detach();
    }
    const [activity, thought] = events[1]?.spans ?? [];
    expect(events[1]).toMatchObject({ span_count: 2, activity_output: null, status: 'completed' });
    expect(thought).toMatchObject({
      name: 'think',
      attributes: { depth: 3 },
      parent_span_id: (activity as { span_id: string }).span_id,
    });
  });

  it.each<[string, GovernanceOptions]>([
    ['its type is skipped', { skipActivityTypes: ['act'] }],
    ['its workflow type is skipped', { skipWorkflowTypes: new Set(['Flow']) }],
  ])('stays away entirely where %s', async (_name, config) => {
    const { events, environment } = stage({ config, verdict: () => ({ verdict: 'halt' }) });
    await expect(environment.run(echo, 1)).resolves.toEqual([1]);
    expect(events).toEqual([]);
  });

  it('judges only the result without sendActivityStartEvent', async () => {
    const { events, environment } = stage({ config: { sendActivityStartEvent: false } });
    await environment.run(echo);
    expect(events.map((event) => event.event_type)).toEqual(['ActivityCompleted']);
  });

  it('goes on after constrain, and hands it to onConstrain', async () => {
    const onConstrain = jest.fn();
    const verdict: GovernanceVerdict = { verdict: 'constrain', constraints: ['slowly'] };
    const { environment } = stage({ config: { onConstrain }, verdict: on('ActivityStarted', verdict) });
    await expect(environment.run(echo, 1)).resolves.toEqual([1]);
    expect(onConstrain).toHaveBeenCalledTimes(1);
    expect(onConstrain).toHaveBeenCalledWith(
      verdict,
      expect.objectContaining({ event_type: 'ActivityStarted' }),
    );
  });
});

describe('while the verdict is awaited', () => {
  // covers: 108
  it('a cancelled activity ends as cancelled and its body never runs', async () => {
    const body = jest.fn(echo);
    const interceptor = createActivityInterceptor({
      spans: new WorkflowSpanProcessor(),
      core: { evaluate: () => new Promise(() => undefined) },
    });
    const environment = new MockActivityEnvironment(
      { activityType: 'act' },
      { interceptors: [interceptor], logger: new DefaultLogger('ERROR') },
    );
    const run = environment.run(body);
    environment.cancel();
    await expect(run).rejects.toBeInstanceOf(CancelledFailure);
    expect(body).not.toHaveBeenCalled();
  });
});
