import type { GovernanceEvent, GovernanceVerdict } from '@openbox/core-client/contract';
import { failureOf, stage } from '../test-support/activity-stage';
import { httpRequest, perform } from '../test-support/operations';

const config = { operationGovernance: true };

function hookUrl(event: GovernanceEvent): string | undefined {
  if (event.hook_trigger !== true) return undefined;
  return (event.spans?.[0] as { http_url: string }).http_url;
}

/** Answers the hooks of one URL with a verdict, and allows the rest. */
function onUrl(url: string, verdict: GovernanceVerdict, stages: readonly string[] = ['started']) {
  return (event: GovernanceEvent): GovernanceVerdict => {
    const stageOf = (event.spans?.[0] as { stage?: string } | undefined)?.stage ?? '';
    return hookUrl(event) === url && stages.includes(stageOf) ? verdict : { verdict: 'allow' };
  };
}

describe('operation governance', () => {
  // covers: 123, 124, W77
  it('asks before and reports after, in the form of the contract, and reports nothing twice', async () => {
    const { events, environment } = stage({ config });
    await environment.run(() => perform(httpRequest('http://a/')), 'x');
    expect(events.map((event) => [event.event_type, event.hook_trigger, event.span_count])).toEqual([
      ['ActivityStarted', undefined, undefined],
      ['ActivityStarted', true, 1],
      ['ActivityStarted', true, 1],
      ['ActivityCompleted', undefined, 0],
    ]);
    const [, started, completed] = events;
    expect(Object.keys(started ?? {}).sort()).toEqual([
      'activity_id',
      'activity_input',
      'activity_type',
      'attempt',
      'event_type',
      'hook_trigger',
      'metadata',
      'run_id',
      'source',
      'span_count',
      'spans',
      'task_queue',
      'workflow_id',
      'workflow_type',
    ]);
    expect(started?.spans?.[0]).toEqual({
      span_id: '00f067aa0ba902b7',
      trace_id: '4bf92f3577b34da6a3ce929d0e0e4736',
      parent_span_id: null,
      name: 'GET',
      kind: 'CLIENT',
      stage: 'started',
      start_time: 1_700_000_000_000_000_000,
      end_time: null,
      duration_ns: null,
      attributes: { 'http.method': 'GET', 'http.url': 'http://a/' },
      status: { code: 'UNSET', description: null },
      events: [],
      error: null,
      hook_type: 'http_request',
      http_method: 'GET',
      http_url: 'http://a/',
      http_status_code: null,
      request_headers: null,
      response_headers: null,
      request_body: null,
      response_body: null,
    });
    expect(completed?.spans?.[0]).toMatchObject({ stage: 'completed', duration_ns: 1_000 });
  });

  it('is off by default and for other activity types', async () => {
    const off = stage({});
    await off.environment.run(() => perform(httpRequest('http://a/')));
    const other = stage({ config: { operationGovernance: ['other'] } });
    await other.environment.run(() => perform(httpRequest('http://a/')));
    expect([...off.events, ...other.events].filter((event) => event.hook_trigger)).toEqual([]);
  });

  // covers: 52, 127, W6
  it('never lets a refused operation run, and ends the activity although the body swallowed the refusal', async () => {
    const effect = jest.fn();
    const { events, environment } = stage({
      config,
      verdict: onUrl('http://b/', { verdict: 'block', reason: 'not there', policyId: 'p' }),
    });
    const failure = await failureOf(
      environment.run(async () => {
        await perform(httpRequest('http://b/'), effect).catch(() => undefined);
        return 'fine';
      }),
    );
    expect(effect).not.toHaveBeenCalled();
    expect(failure).toMatchObject({
      type: 'GovernanceStop',
      nonRetryable: true,
      message: 'Governance blocked: not there',
      details: [{ verdict: 'block', reason: 'not there', policyId: 'p' }],
    });
    expect(events.at(-1)).toMatchObject({
      event_type: 'ActivityCompleted',
      status: 'failed',
      error: { error_type: 'GovernanceStop' },
    });
  });

  // covers: 125, 126, W7
  it('keeps the first, highest verdict and asks no more after a stop', async () => {
    const { events, environment } = stage({
      config,
      verdict: onUrl('http://b/', { verdict: 'halt', reason: 'end' }),
    });
    const failure = await failureOf(
      environment.run(async () => {
        await perform(httpRequest('http://b/')).catch(() => undefined);
        await perform(httpRequest('http://c/')).catch(() => undefined);
        throw new Error('something else');
      }),
    );
    expect(failure).toMatchObject({ type: 'GovernanceStop', details: [{ verdict: 'halt', reason: 'end' }] });
    expect(failure.cause).toMatchObject({ message: 'something else' });
    expect(events.map(hookUrl).filter((url) => url !== undefined)).toEqual(['http://b/']);
  });

  // covers: 128, W9
  it('finds a refusal that a client library wrapped', async () => {
    const { environment } = stage({
      config,
      verdict: onUrl('http://b/', { verdict: 'block', reason: 'no' }),
    });
    const failure = await failureOf(
      environment.run(async () => {
        try {
          await perform(httpRequest('http://b/'));
        } catch (error) {
          throw new AggregateError([error], 'Connection error.');
        }
      }),
    );
    expect(failure).toMatchObject({ type: 'GovernanceStop', message: 'Governance blocked: no' });
  });

  // covers: W58
  it('refuses an operation whose guardrails did not pass', async () => {
    const guardrails = { inputType: 'activity_input', validationPassed: false, reasons: [] } as const;
    const { environment } = stage({ config, verdict: onUrl('http://b/', { verdict: 'allow', guardrails }) });
    await expect(failureOf(environment.run(() => perform(httpRequest('http://b/'))))).resolves.toMatchObject({
      type: 'GuardrailsValidationFailed',
    });
  });

  // covers: 124, W8
  it('never lets a report throw or wait, but enforces its stop when the activity ends', async () => {
    const { environment } = stage({
      config,
      verdict: onUrl('http://a/', { verdict: 'block', reason: 'seen too late' }, ['completed']),
    });
    const done: string[] = [];
    const failure = await failureOf(
      environment.run(async () => {
        await perform(httpRequest('http://a/'));
        done.push('went on');
      }),
    );
    expect(done).toEqual(['went on']);
    expect(failure).toMatchObject({ message: 'Governance blocked: seen too late' });
  });

  it('hands a constrained operation to onConstrain and lets it run', async () => {
    const onConstrain = jest.fn();
    const { environment } = stage({
      config: { ...config, onConstrain },
      verdict: onUrl('http://a/', { verdict: 'constrain' }),
    });
    await environment.run(() => perform(httpRequest('http://a/')));
    expect(onConstrain).toHaveBeenCalledTimes(1);
  });

  // covers: 68
  it('waits for a human, and lets exactly the approved operation run on the next attempt', async () => {
    const verdict = (event: GovernanceEvent): GovernanceVerdict =>
      hookUrl(event)?.startsWith('http://pay/') === true
        ? { verdict: 'require_approval', reason: 'money' }
        : { verdict: 'allow' };
    const first = stage({ config, verdict });
    const effect = jest.fn();
    const pay = (path: string) => () => perform(httpRequest(`http://pay/${path}`), effect);
    await expect(failureOf(first.environment.run(pay('1')))).resolves.toMatchObject({
      type: 'ApprovalPending',
      message: 'Approval required: money',
    });
    expect(first.events.some((event) => event.event_type === 'ActivityCompleted')).toBe(false);
    expect(effect).not.toHaveBeenCalled();

    const info = { attempt: 2, heartbeatDetails: first.heartbeats.at(-1) };
    const other = stage({ config, verdict, info, approval: { state: 'approved' } });
    await expect(failureOf(other.environment.run(pay('2')))).resolves.toMatchObject({
      type: 'ApprovalPending',
    });
    expect(effect).not.toHaveBeenCalled();

    const second = stage({ config, verdict, info, approval: { state: 'approved' } });
    await second.environment.run(pay('1'));
    expect(effect).toHaveBeenCalledTimes(1);
  });

  it('is a block where approvals are switched off', async () => {
    const { environment } = stage({
      config: { ...config, hitlEnabled: false },
      verdict: onUrl('http://a/', { verdict: 'require_approval' }),
    });
    await expect(failureOf(environment.run(() => perform(httpRequest('http://a/'))))).resolves.toMatchObject({
      type: 'GovernanceStop',
    });
  });
});

describe('observing', () => {
  const observe = { enforcement: { default: 'enforce', Flow: 'observe' } } as const;

  it('evaluates and records everything, and enforces nothing', async () => {
    const verdict = (): GovernanceVerdict => ({
      verdict: 'halt',
      guardrails: {
        inputType: 'activity_input',
        redactedInput: ['[R]'],
        validationPassed: false,
        reasons: [],
      },
    });
    const seen: string[] = [];
    const { events, environment } = stage({
      config: { ...observe, ...config, onVerdict: (answer) => seen.push(answer.verdict) },
      verdict,
    });
    await expect(
      environment.run(async (text) => {
        await perform(httpRequest('http://a/'));
        return text;
      }, 'raw'),
    ).resolves.toBe('raw');
    expect(events).toHaveLength(4);
    expect(events.map((event) => event.metadata)).toMatchObject(
      events.map(() => ({ enforcement: 'observe' })),
    );
    expect(seen).toEqual(['halt', 'halt', 'halt', 'halt']);
  });

  it('stays away entirely when off', async () => {
    const { events, environment } = stage({
      config: { enforcement: 'off' },
      verdict: () => ({ verdict: 'halt' }),
    });
    await environment.run(() => Promise.resolve());
    expect(events).toEqual([]);
  });
});
