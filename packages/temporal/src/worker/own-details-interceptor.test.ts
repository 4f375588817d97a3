import { Context } from '@temporalio/activity';
import type { Info } from '@temporalio/activity';
import { MockActivityEnvironment } from '@temporalio/testing';
import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import { isMarked } from '../common/marked-details';
import { echo, failureOf, on, stage } from '../test-support/activity-stage';
import { createOwnDetailsInterceptor } from './own-details-interceptor';

const ask = on('ActivityStarted', { verdict: 'require_approval' });
const page = new Uint8Array([3]);
const seen: unknown[] = [];

/** Looks at the details, and sends some of its own before the activity runs. */
const users: ActivityInterceptorsFactory = (context) => {
  seen.push(context.info.heartbeatDetails);
  return {
    inbound: {
      execute(input, next) {
        seen.push(context.info.heartbeatDetails);
        context.heartbeat('begun');
        return next(input);
      },
    },
  };
};

/** What an attempt whose input waits leaves behind, after it was there already. */
async function waiting(): Promise<Partial<Info>> {
  const first = stage({ info: { heartbeatDetails: page }, verdict: ask });
  await failureOf(first.environment.run(echo));
  return { attempt: 2, heartbeatDetails: first.heartbeats.at(-1) };
}

beforeEach(() => void seen.splice(0));

describe("the interceptor before the user's", () => {
  it('shows them their own details alone, and keeps the mark through their heartbeats', async () => {
    const info = await waiting();
    const before = [createOwnDetailsInterceptor(true), users];
    const second = stage({ info, before });
    expect((await failureOf(second.environment.run(echo))).type).toBe('ApprovalPending');
    expect(seen).toEqual([page, page]);
    expect(second.heartbeats).toHaveLength(2);
    expect(second.heartbeats.every(isMarked)).toBe(true);

    seen.splice(0);
    const third = stage({
      info: { attempt: 3, heartbeatDetails: second.heartbeats[0] },
      before,
      approval: { state: 'approved' },
      verdict: ask,
    });
    await expect(third.environment.run(echo)).resolves.toEqual([]);
    expect(seen).toEqual(['begun', 'begun']);
  });

  it('leaves that to the governing one where there is none', async () => {
    const second = stage({ info: await waiting(), before: [users] });
    await failureOf(second.environment.run(echo));
    expect(seen[1]).toEqual(page);
    expect(second.heartbeats.every(isMarked)).toBe(true);
  });

  it.each([{ skipActivityTypes: ['act'] }, { enforcement: 'off' as const }])(
    'hides a mark from an activity that is not governed any more: %j',
    async (config) => {
      const info = await waiting();
      const { environment, heartbeats } = stage({ info, config });
      const body = (): Promise<unknown> => {
        const { heartbeatDetails } = Context.current().info;
        Context.current().heartbeat({ page: 4 });
        return Promise.resolve(heartbeatDetails as unknown);
      };
      await expect(environment.run(body)).resolves.toEqual(page);
      expect(heartbeats).toEqual([{ page: 4 }]);
    },
  );

  it('hides one on a worker that governs nothing', async () => {
    const info = await waiting();
    const environment = new MockActivityEnvironment(info, {
      interceptors: [createOwnDetailsInterceptor(false), users],
    });
    const heartbeats: unknown[] = [];
    environment.on('heartbeat', (details: unknown) => heartbeats.push(details));
    await environment.run(echo);
    expect(seen).toEqual([page, page]);
    expect(heartbeats).toEqual(['begun']);
  });
});
