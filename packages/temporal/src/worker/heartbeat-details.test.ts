import { Context } from '@temporalio/activity';
import type { GovernanceVerdict } from '@openbox/core-client/contract';
import { echo, failureOf, stage } from '../test-support/activity-stage';

const pending: GovernanceVerdict = { verdict: 'require_approval' };

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
