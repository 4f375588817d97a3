import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { GovernanceEvent } from '@openbox/core-client/contract';
import type { CoreReply } from './harness/core-reply';
import { guardrails, json, NO_DECISION } from './harness/core-reply';
import { useTemporal } from './harness/test-temporal';
import { useWorker } from './harness/use-worker';
import { callActivity } from './workflows';

const temporal = useTemporal();
const received: string[] = [];
let server: Server;

beforeAll(async () => {
  server = createServer((request, response) => {
    received.push(request.url ?? '');
    response.end('done');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(() => {
  server.close();
  server.closeAllConnections();
});
beforeEach(() => received.splice(0));

function url(path: string): string {
  return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}${path}`;
}

const activities = {
  async visit(path: string): Promise<string> {
    return (await fetch(url(path))).text();
  },
  async swallow(path: string): Promise<string> {
    await fetch(url(path)).catch(() => undefined);
    return 'went on';
  },
  /** @returns how long the event loop was held up at most while a request waited, in milliseconds */
  async watch(path: string): Promise<number> {
    const delay = monitorEventLoopDelay({ resolution: 5 });
    delay.enable();
    await (await fetch(url(path))).text();
    delay.disable();
    return delay.max / 1e6;
  },
};

/** Gives `reply` to what is asked before an operation. */
function beforeOperations(reply: CoreReply): (event: GovernanceEvent) => CoreReply | undefined {
  return (event) => (stageOf(event) === 'started' ? reply : undefined);
}

function stageOf(event: GovernanceEvent): unknown {
  return event.hook_trigger === true ? spanOf(event).stage : undefined;
}

function spanOf(event: GovernanceEvent | undefined): Record<string, unknown> {
  return (event?.spans?.[0] ?? {}) as Record<string, unknown>;
}

const common = { activities, operationGovernance: true, captureHttp: true } as const;

describe('fail_open', () => {
  const worker = useWorker(temporal, common);

  // covers: 104
  test.each(Object.entries(NO_DECISION))('lets an operation go on after %s', async (_name, reply) => {
    worker.core.script = beforeOperations(reply);
    const { value } = await worker.run.execute(callActivity, { args: ['visit', ['/open']] });
    expect({ value, received }).toEqual({ value: 'done', received: ['/open'] });
  });

  // covers: 106, W72
  test.each([401, 403])(
    '%i at an operation ends the activity although its code swallowed it',
    async (status) => {
      worker.core.script = beforeOperations(json({ code: status, message: 'revoked' }, status));
      const outcome = await worker.run.execute(callActivity, { args: ['swallow', ['/revoked']] });
      expect(outcome.application).toMatchObject({ type: 'GovernanceStop' });
      expect(received).toEqual([]);
    },
  );

  // covers: 37, W28
  test('operations are reported with the redacted input alone', async () => {
    worker.core.script = (event) =>
      event.event_type === 'ActivityStarted' && event.hook_trigger !== true
        ? guardrails({ input_type: 'activity_input', redacted_input: ['/redacted'] })
        : undefined;
    await worker.run.execute(callActivity, { args: ['visit', ['/secret-path']] });

    expect(received).toEqual(['/redacted']);
    const hooks = worker.core.eventsLike({ hook_trigger: true });
    expect(hooks.map((event) => event.activity_input)).toEqual([['/redacted'], ['/redacted']]);
    expect(JSON.stringify(hooks)).not.toContain('secret-path');
  });

  // covers: W38, W69
  test('a slow Core neither holds up the event loop nor counts as time of the operation', async () => {
    const thinkingMs = 1_000;
    worker.core.script = async (event) => {
      if (stageOf(event) === 'started') await sleep(thinkingMs);
      return undefined;
    };
    const { value } = await worker.run.execute(callActivity, { args: ['watch', ['/slow']] });

    expect(value).toBeLessThan(thinkingMs / 2);
    const [completed] = worker.core.events.filter((event) => stageOf(event) === 'completed');
    expect(Number(spanOf(completed).duration_ns)).toBeLessThan((thinkingMs / 2) * 1e6);
  });
});

describe('fail_closed', () => {
  const worker = useWorker(temporal, { ...common, governancePolicy: 'fail_closed' });

  // covers: 104, W3
  test.each(Object.entries(NO_DECISION))('refuses an operation after %s', async (_name, reply) => {
    worker.core.script = beforeOperations(reply);
    const outcome = await worker.run.execute(callActivity, { args: ['swallow', ['/closed']] });
    expect(outcome.application).toMatchObject({ type: 'GovernanceStop' });
    expect(received).toEqual([]);
  });
});
