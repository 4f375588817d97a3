import type { GovernanceVerdict } from '@openbox/core-client/contract';
import type { ApprovalDecision } from '@openbox/core-client/contract';
import { Context } from '@temporalio/activity';
import type { Info } from '@temporalio/activity';
import type { ApplicationFailure } from '@temporalio/common';
import type { ApprovalMark } from '../common/approval-mark';
import { MARK_KEY } from '../common/marked-details';
import { echo, failureOf, on, stage } from '../test-support/activity-stage';

describe('waiting for a human', () => {
  const ask = on('ActivityStarted', { verdict: 'require_approval', reason: 'a refund', approvalId: 'a1' });

  // covers: 53
  it('fails the attempt, retryably, and leaves a mark for the next one', async () => {
    const body = jest.fn(echo);
    const { heartbeats, polls, environment } = stage({ verdict: ask, config: { hitlPollInterval: '3s' } });
    const failure = await failureOf(environment.run(body));
    expect(failure).toMatchObject({
      type: 'ApprovalPending',
      nonRetryable: false,
      nextRetryDelay: 3_000,
      category: 'BENIGN',
      message: 'Approval required: a refund',
    });
    expect(failure.details?.[0]).toEqual({
      verdict: 'require_approval',
      reason: 'a refund',
      approvalId: 'a1',
    });
    expect(body).not.toHaveBeenCalled();
    expect(polls).toEqual([]);
    expect(heartbeats).toHaveLength(1);
  });

  it('never has the body of a local activity run again where nobody remembers that it ran', async () => {
    const local: Partial<Info> = { isLocal: true };
    const output = on('ActivityCompleted', { verdict: 'require_approval', reason: 'a refund' });
    const body = jest.fn(echo);
    const refused = await failureOf(stage({ info: local, verdict: output }).environment.run(body));
    expect(refused).toMatchObject({ type: 'GovernanceStop', nonRetryable: true });
    expect(refused.message).toMatch(
      /a local activity cannot wait for it in a run that began without governance/,
    );
    expect(body).toHaveBeenCalledTimes(1);

    const input = await failureOf(stage({ info: local, verdict: ask }).environment.run(body));
    expect(input).toMatchObject({ type: 'ApprovalPending', nonRetryable: false });
    expect(body).toHaveBeenCalledTimes(1);
  });

  // covers: 54, 97
  it('asks how it was decided before anything else, then runs the body once and sends Started once more', async () => {
    const first = stage({ verdict: ask });
    await failureOf(first.environment.run(echo, 'x'));
    const info = { attempt: 2, heartbeatDetails: first.heartbeats[0] } as Partial<Info>;
    const order: string[] = [];
    const second = stage({
      info,
      approval: { state: 'approved' },
      verdict: (event) => {
        order.push(`${event.event_type} after ${String(second.polls.length)} polls`);
        return ask(event);
      },
    });
    await expect(second.environment.run(echo, 'x')).resolves.toEqual(['x']);
    expect(order).toEqual(['ActivityStarted after 1 polls', 'ActivityCompleted after 1 polls']);
    expect(second.polls).toEqual([{ workflowId: 'w', runId: 'r', activityId: '7' }]);
  });

  it.each<[ApprovalDecision, Partial<ApplicationFailure>]>([
    [
      { state: 'rejected', reason: 'too much' },
      { type: 'ApprovalRejected', nonRetryable: true, message: 'Activity rejected: too much' },
    ],
    [{ state: 'expired' }, { type: 'ApprovalExpired', nonRetryable: true }],
    [{ state: 'pending' }, { type: 'ApprovalPending', nonRetryable: false }],
    [{ state: 'unavailable' }, { type: 'ApprovalPending', nonRetryable: false }],
    [{ state: 'not_found' }, { type: 'ApprovalPending', nonRetryable: false }],
  ])('takes %j for what it is', async (approval, expected) => {
    const first = stage({ verdict: ask });
    await failureOf(first.environment.run(echo));
    const body = jest.fn(echo);
    const second = stage({
      info: { attempt: 2, heartbeatDetails: first.heartbeats[0] },
      approval,
    });
    const failure = await failureOf(second.environment.run(body));
    expect(failure).toMatchObject(expected);
    expect(body).not.toHaveBeenCalled();
    expect(second.events).toEqual([]);
  });

  it.each([
    [{ state: 'pending' }, 'more than 1000'],
    [{ state: 'rejected', reason: 'not today' }, 'not today'],
  ] as const)('keeps the rule that asked over polls that do not name it: %j', async (approval, reason) => {
    const asking: GovernanceVerdict = {
      verdict: 'require_approval',
      reason: 'more than 1000',
      policyId: 'p-1',
      riskScore: 0.4,
    };
    const first = stage({ verdict: () => asking });
    await failureOf(first.environment.run(echo));
    const second = stage({ info: { attempt: 2, heartbeatDetails: first.heartbeats[0] }, approval });
    const failure = await failureOf(second.environment.run(echo));
    expect(failure.details?.[0]).toMatchObject({ reason, policyId: 'p-1', riskScore: 0.4 });
  });

  it('does not take an approval for another input: that is asked for anew', async () => {
    const first = stage({ verdict: ask });
    await failureOf(first.environment.run(echo, { amount: 4_000 }));
    const body = jest.fn(echo);
    const second = stage({
      info: { attempt: 2, heartbeatDetails: first.heartbeats[0] },
      approval: { state: 'approved' },
      verdict: ask,
    });
    const failure = await failureOf(second.environment.run(body, { amount: 9_000 }));
    expect(failure.type).toBe('ApprovalPending');
    expect(body).not.toHaveBeenCalled();
  });

  it("keeps the activity's own heartbeat details", async () => {
    const first = stage({ info: { heartbeatDetails: { page: 3 } }, verdict: ask });
    await failureOf(first.environment.run(echo));
    const second = stage({
      info: { attempt: 2, heartbeatDetails: first.heartbeats[0] },
      approval: { state: 'approved' },
    });
    await expect(
      second.environment.run(() => Promise.resolve(Context.current().info.heartbeatDetails as unknown)),
    ).resolves.toEqual({ page: 3 });
  });

  it('finds an earlier approval also where the mark was lost', async () => {
    const { environment, polls } = stage({
      info: { attempt: 2 },
      verdict: ask,
      approval: { state: 'approved' },
    });
    await expect(environment.run(echo, 1)).resolves.toEqual([1]);
    expect(polls).toHaveLength(1);
  });

  it('asks for no approval on an ordinary retry', async () => {
    const { environment, polls } = stage({ info: { attempt: 3 } });
    await environment.run(echo);
    expect(polls).toEqual([]);
  });

  it('still enforces a block after an approval', async () => {
    const first = stage({ verdict: ask });
    await failureOf(first.environment.run(echo));
    const second = stage({
      info: { attempt: 2, heartbeatDetails: first.heartbeats[0] },
      approval: { state: 'approved' },
      verdict: on('ActivityStarted', { verdict: 'block', reason: 'changed' }),
    });
    await expect(failureOf(second.environment.run(echo))).resolves.toMatchObject({ type: 'GovernanceStop' });
  });

  // covers: 43, W21
  it('keeps the finished result while its approval is outstanding, and never runs the body again', async () => {
    const verdict = on('ActivityCompleted', { verdict: 'require_approval', reason: 'a big invoice' });
    const first = stage({ verdict });
    const failure = await failureOf(first.environment.run(() => Promise.resolve({ invoice: 1 })));
    expect(failure).toMatchObject({
      type: 'ApprovalPending',
      message: 'Approval required for output: a big invoice',
    });
    const body = jest.fn(echo);
    const info = { attempt: 2, heartbeatDetails: first.heartbeats[0] } as Partial<Info>;
    const second = stage({ info, approval: { state: 'approved' } });
    await expect(second.environment.run(body)).resolves.toEqual({ invoice: 1 });
    expect(body).not.toHaveBeenCalled();
    expect(second.events).toEqual([]);
  });

  it('is a block where approvals are switched off', async () => {
    const { environment } = stage({ verdict: ask, config: { hitlEnabled: false } });
    const failure = await failureOf(environment.run(echo));
    expect(failure).toMatchObject({ type: 'GovernanceStop', nonRetryable: true });
    expect(failure.message).toContain('a refund');
  });

  it('goes on for activity types that need none', async () => {
    const { environment } = stage({ verdict: ask, config: { skipHitlActivityTypes: ['act'] } });
    await expect(environment.run(echo, 1)).resolves.toEqual([1]);
  });

  it('hands the wait over to the workflow with all it needs to go on', async () => {
    const { environment } = stage({ verdict: ask });
    const failure = await failureOf(environment.run(echo, 'x'));
    expect(failure.details?.[1]).toEqual({
      phase: 'input',
      runId: 'r',
      digest: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
      granted: [],
      requestedAtMs: expect.any(Number) as number,
      approvalId: 'a1',
      used: 0,
      attempt: 1,
    });
  });

  it('counts the attempts of the body alone, also after a nudge and over those that wait', async () => {
    const marks: unknown[] = [];
    let heartbeatDetails: unknown;
    // The third attempt is the first that waits; after the fifth, all are counted from 1 again.
    for (const attempt of [3, 4, 5, 1, 2]) {
      const { environment, heartbeats } = stage({ info: { attempt, heartbeatDetails }, verdict: ask });
      const failure = await failureOf(environment.run(echo));
      marks.push(failure.details?.[1]);
      heartbeatDetails = heartbeats[0];
    }
    expect(marks).toMatchObject([3, 4, 5, 1, 2].map((attempt) => ({ used: 2, attempt })));

    // Approved in the next attempt, whose body fails, as that of the one after it.
    const asksAnew = stage({
      info: { attempt: 5, heartbeatDetails },
      approval: { state: 'approved' },
      verdict: ask,
    });
    const failure = await failureOf(asksAnew.environment.run(echo, 'another input'));
    expect(failure.details?.[1]).toMatchObject({ used: 4, attempt: 5 });
  });

  it('leaves uncounted what an earlier build has left', async () => {
    const first = stage({ verdict: ask });
    const { details } = await failureOf(first.environment.run(echo));
    const { used: _used, attempt: _attempt, ...old } = details?.[1] as ApprovalMark;
    const { environment } = stage({ info: { attempt: 2, heartbeatDetails: { [MARK_KEY]: old } } });
    const failure = await failureOf(environment.run(echo));
    expect(failure.details?.[1]).toMatchObject(old);
    expect(failure.details?.[1]).not.toHaveProperty('used');
  });

  it.each(['input', 'output'] as const)('goes on where it is only observed: %s', async (side) => {
    const event = side === 'input' ? 'ActivityStarted' : 'ActivityCompleted';
    const first = stage({ verdict: on(event, { verdict: 'require_approval' }) });
    await failureOf(first.environment.run(echo, 'x'));
    const body = jest.fn(echo);
    const { environment, polls } = stage({
      info: { attempt: 2, heartbeatDetails: first.heartbeats[0] },
      config: { enforcement: 'observe' },
      approval: { state: 'rejected' },
    });
    await expect(environment.run(body, 'x')).resolves.toEqual(['x']);
    expect(body).toHaveBeenCalledTimes(side === 'input' ? 1 : 0);
    expect(polls).toEqual([]);
  });

  it('gives the workflow the heartbeat details of the body, where it takes over', async () => {
    const info = { heartbeatDetails: { page: 3 } } as Partial<Info>;
    const retrying = await failureOf(stage({ info, verdict: ask }).environment.run(echo));
    expect(retrying.details).toHaveLength(2);
    const config = { hitlMode: 'workflow' } as const;
    const handingOver = await failureOf(stage({ info, verdict: ask, config }).environment.run(echo));
    expect(handingOver.details?.[2]).toEqual({ page: 3 });
  });

  it('waits also where the heartbeat details leave no room for it, which are left behind then', async () => {
    const info = { heartbeatDetails: 'd'.repeat(1_990_000) } as Partial<Info>;
    const { environment, heartbeats } = stage({ info, verdict: ask });
    expect((await failureOf(environment.run(echo))).type).toBe('ApprovalPending');
    expect(heartbeats).toHaveLength(1);
    expect(heartbeats[0]).toHaveProperty([MARK_KEY]);
    expect(heartbeats[0]).not.toHaveProperty('userDetails');
  });

  it('refuses a result that does not fit beside the heartbeat details', async () => {
    const verdict = on('ActivityCompleted', { verdict: 'require_approval' });
    const info = { heartbeatDetails: 'd'.repeat(1_000_000) } as Partial<Info>;
    const { environment, heartbeats } = stage({ info, verdict });
    const failure = await failureOf(environment.run(() => Promise.resolve('r'.repeat(1_000_000))));
    expect(failure).toMatchObject({ type: 'GovernanceStop', nonRetryable: true });
    expect(failure.message).toContain('too large for Temporal to keep');
    expect(heartbeats).toEqual([]);
  });

  it("leaves the wait to the workflow at once with hitlMode 'workflow'", async () => {
    const { environment } = stage({ verdict: ask, config: { hitlMode: 'workflow' } });
    await expect(failureOf(environment.run(echo))).resolves.toMatchObject({
      type: 'ApprovalPending',
      nonRetryable: true,
    });
  });

  it('expires after hitlMaxWait', async () => {
    const first = stage({ verdict: ask });
    await failureOf(first.environment.run(echo));
    // Measured by the clock of Temporal's server alone: those of two workers need not agree.
    const info = (currentAttemptScheduledTimestampMs: number): Partial<Info> => ({
      attempt: 2,
      heartbeatDetails: first.heartbeats[0],
      scheduledTimestampMs: 1_000_000,
      currentAttemptScheduledTimestampMs,
    });
    const config = { hitlMaxWait: '59s', hitlPollInterval: '10m' } as const;
    const inTime = stage({ info: info(1_058_000), config });
    await expect(failureOf(inTime.environment.run(echo))).resolves.toMatchObject({ type: 'ApprovalPending' });
    const late = stage({ info: info(1_060_000), config });
    await expect(failureOf(late.environment.run(echo))).resolves.toMatchObject({ type: 'ApprovalExpired' });
  });
});
