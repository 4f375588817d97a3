import { Context } from '@temporalio/activity';
import type { Info } from '@temporalio/activity';
import type { GovernanceVerdict } from '@openbox/core-client/contract';
import { MockActivityEnvironment } from '@temporalio/testing';
import type { ApprovalMark } from '../common/approval-mark';
import { MARK_KEY } from '../common/marked-details';
import { echo, failureOf, stage } from '../test-support/activity-stage';
import { HeartbeatDetails } from './heartbeat-details';

const pending: GovernanceVerdict = { verdict: 'require_approval' };
const mark: ApprovalMark = { phase: 'operation', digest: 'd', granted: [], requestedAtMs: 1 };
const wait = { verdict: 'require_approval', reason: 'look at it' };

/** One attempt without us, and what it sends. */
function begun(info: Partial<Info> = {}): { readonly context: Context; readonly sent: unknown[] } {
  const environment = new MockActivityEnvironment(info);
  const sent: unknown[] = [];
  environment.on('heartbeat', (details: unknown) => sent.push(details));
  return { context: environment.context, sent };
}

describe('heartbeat details', () => {
  it("are the activity's own where nothing waits", async () => {
    const { heartbeats, environment } = stage({ info: { heartbeatDetails: 'old' } });
    await environment.run(() => {
      expect(Context.current().info.heartbeatDetails).toBe('old');
      Context.current().heartbeat('new');
      Context.current().heartbeat();
      return Promise.resolve();
    });
    expect(heartbeats).toEqual(['new', undefined]);
  });

  it('keep an approval although the activity heartbeats after it', async () => {
    const first = stage({ verdict: () => pending });
    await failureOf(first.environment.run(echo, 'x'));
    const second = stage({
      info: { attempt: 2, heartbeatDetails: first.heartbeats[0] },
      approval: { state: 'approved' },
      verdict: (event) => (event.event_type === 'ActivityStarted' ? pending : { verdict: 'allow' }),
    });
    await expect(
      second.environment.run((text) => {
        Context.current().heartbeat({ page: 2 });
        throw new Error(text);
      }, 'x'),
    ).rejects.toThrow('x');
    const third = stage({
      info: { attempt: 3, heartbeatDetails: second.heartbeats.at(-1) },
      approval: { state: 'approved' },
      verdict: (event) => (event.event_type === 'ActivityStarted' ? pending : { verdict: 'allow' }),
    });
    const details = await third.environment.run(
      () => Promise.resolve(Context.current().info.heartbeatDetails as unknown),
      'x',
    );
    expect(details).toEqual({ page: 2 });
  });

  it('are read as an earlier build left them', async () => {
    const left = { [MARK_KEY]: mark, userDetails: { page: 3 } };
    const { environment } = stage({
      info: { attempt: 2, heartbeatDetails: left },
      approval: { state: 'approved' },
    });
    const body = () => Promise.resolve(Context.current().info.heartbeatDetails as unknown);
    await expect(environment.run(body)).resolves.toEqual({ page: 3 });
  });

  it.each([
    ['bytes', new Uint8Array([0, 255])],
    ['null', null],
    ['undefined', undefined],
  ])('come back through JSON beside a mark: %s', (_name, details) => {
    const first = begun();
    const heartbeat = HeartbeatDetails.of(first.context);
    first.context.heartbeat({ page: 1 });
    first.context.heartbeat(details);
    heartbeat.leave(mark, wait, heartbeat.kept);
    const { context } = begun({ heartbeatDetails: JSON.parse(JSON.stringify(first.sent.at(-1))) as unknown });
    expect(HeartbeatDetails.of(context).mark).toEqual(mark);
    expect(context.info.heartbeatDetails).toEqual(details);
  });

  it('have one place in an attempt, whoever asks', () => {
    const { context } = new MockActivityEnvironment();
    expect(HeartbeatDetails.of(context)).toBe(HeartbeatDetails.of(context));
    expect(HeartbeatDetails.of(new MockActivityEnvironment().context)).not.toBe(HeartbeatDetails.of(context));
  });

  it.each([
    ['Temporal cannot encode', 10n],
    ['are too large', 'x'.repeat(1_990_000)],
  ])('go without the mark where they %s beside it', (_why, details) => {
    const { context, sent } = begun();
    const heartbeat = HeartbeatDetails.of(context);
    heartbeat.leave(mark, wait, heartbeat.kept);
    context.heartbeat(details);
    expect(sent.at(-1)).toBe(details);
    context.heartbeat('small');
    expect(sent.at(-1)).toMatchObject({ [MARK_KEY]: mark, userDetails: 'small' });
  });

  it('stay gone where the body has taken back what came with the activity', () => {
    const first = begun();
    HeartbeatDetails.of(first.context).takeCarried({ page: 3 });
    expect(first.context.info.heartbeatDetails).toEqual({ page: 3 });
    first.context.heartbeat();
    for (let attempt = 2, left = first.sent.at(-1); attempt < 4; attempt += 1) {
      const next = begun({ heartbeatDetails: left });
      HeartbeatDetails.of(next.context).takeCarried({ page: 3 });
      expect(next.context.info.heartbeatDetails).toBeUndefined();
      next.context.heartbeat();
      left = next.sent.at(-1);
    }
  });

  // covers: W39
  it('give signs of life while Core is slow, with the details that were there', async () => {
    jest.useFakeTimers();
    try {
      const answers: ((verdict: GovernanceVerdict) => void)[] = [];
      const { heartbeats, environment } = stage({
        info: { heartbeatTimeoutMs: 1_000, heartbeatDetails: { page: 7 } },
        verdict: () => new Promise<GovernanceVerdict>((resolve) => answers.push(resolve)),
      });
      const run = environment.run(echo);
      await jest.advanceTimersByTimeAsync(1_600);
      expect(heartbeats).toEqual([{ page: 7 }, { page: 7 }, { page: 7 }]);
      answers[0]?.({ verdict: 'allow' });
      await jest.advanceTimersByTimeAsync(0);
      answers[1]?.({ verdict: 'allow' });
      await jest.advanceTimersByTimeAsync(0);
      await run;
      await jest.advanceTimersByTimeAsync(5_000);
      expect(heartbeats).toHaveLength(3);
    } finally {
      jest.useRealTimers();
    }
  });
});
