import { CoreClient } from './core-client';
import { type CoreClientOptions } from './core-client-options';
import {
  type Answer,
  API_KEY,
  type CoreServer,
  EVENT,
  json,
  startCoreServer,
} from './core-server.test-support';

jest.setTimeout(30_000);

const open: { close(): unknown }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((resource) => resource.close()));
});

async function serve(answer: Answer, options: CoreClientOptions = {}) {
  const server = await startCoreServer(answer);
  const warnings: string[] = [];
  const client = new CoreClient({
    url: server.url,
    apiKey: API_KEY,
    timeout: 500,
    onWarning: (message) => warnings.push(message),
    ...options,
  });
  open.push(server, client);
  return { server, client, warnings };
}

/** Asks until Core decides itself. @throws Error where it does not in ten seconds. */
async function untilDecided(client: CoreClient): Promise<void> {
  const endsAtMs = performance.now() + 10_000;
  while (performance.now() < endsAtMs) {
    const { fallbackUsed } = await client.evaluate(EVENT);
    if (fallbackUsed !== true) return;
    await new Promise((resolve) => setImmediate(resolve));
  }
  throw new Error('Core did not decide');
}

/** Waits until a server has got so many requests. @throws Error where it has not in ten seconds. */
async function untilReceived(server: CoreServer, count: number): Promise<void> {
  const endsAtMs = performance.now() + 10_000;
  while (server.requests.length < count) {
    if (performance.now() > endsAtMs) throw new Error(`only ${String(server.requests.length)} requests came`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

const allow: Answer = (response) => json(response, { verdict: 'allow' });

// covers: W50
it('costs a hanging Core one deadline and one short try, not one for each event', async () => {
  const { client, server, warnings } = await serve(() => undefined, {
    breaker: { resetAfterMs: 60_000, maxResetAfterMs: 60_000 },
  });
  const reasons: (string | undefined)[] = [];
  for (let count = 0; count < 20; count += 1) {
    const { verdict, reason } = await client.evaluate(EVENT);
    expect(verdict).toBe('allow');
    reasons.push(reason);
  }
  expect(reasons.filter((reason) => reason?.includes('no answer within 500 ms'))).toHaveLength(1);
  expect(reasons.filter((reason) => reason?.includes('no answer within 250 ms'))).toHaveLength(1);
  expect(reasons.filter((reason) => reason?.includes('not asked'))).toHaveLength(18);
  expect(server.requests.length).toBeLessThanOrEqual(2);
  expect(warnings).not.toHaveLength(0);
});

it('asks about the very next event after one that took too long', async () => {
  const { client } = await serve((response, request, index) => {
    if (index > 0) allow(response, request, index);
  });
  expect((await client.evaluate(EVENT)).fallbackUsed).toBe(true);
  expect((await client.evaluate(EVENT)).fallbackUsed).toBeUndefined();
  expect((await client.evaluate(EVENT)).fallbackUsed).toBeUndefined();
});

it('gives a slow Core more time with each try', async () => {
  const { client } = await serve(
    (response, request, index) => {
      if (index === 0) return;
      setTimeout(() => allow(response, request, index), 100);
    },
    { breaker: { probeTimeoutMs: 20, resetAfterMs: 1 } },
  );
  await client.evaluate(EVENT);
  await untilDecided(client);
  expect((await client.evaluate(EVENT)).fallbackUsed).toBeUndefined();
});

it('answers by the policy meanwhile', async () => {
  const { client } = await serve(() => undefined, {
    onApiError: 'fail_closed',
    breaker: { resetAfterMs: 60_000 },
  });
  await client.evaluate(EVENT);
  await client.evaluate(EVENT);
  expect(await client.evaluate(EVENT)).toEqual({
    verdict: 'halt',
    fallbackUsed: true,
    reason: 'Governance API error: it did not answer shortly before, so it was not asked',
  });
  expect(await client.pollApproval({ workflowId: 'w', runId: 'r', activityId: 'a' })).toMatchObject({
    state: 'unavailable',
  });
});

it('asks again after a while, with one event at a time', async () => {
  let isDown = true;
  const { client, warnings } = await serve(
    (response, request, index) => {
      if (!isDown) allow(response, request, index);
    },
    { breaker: { resetAfterMs: 1 } },
  );
  await client.evaluate(EVENT);
  await new Promise((resolve) => setTimeout(resolve, 5));
  const probes = await Promise.all([client.evaluate(EVENT), client.evaluate(EVENT), client.evaluate(EVENT)]);
  expect(probes.map(({ reason }) => reason).filter((reason) => reason?.includes('not asked'))).toHaveLength(
    2,
  );
  isDown = false;
  await untilDecided(client);
  expect((await client.evaluate(EVENT)).fallbackUsed).toBeUndefined();
  expect(warnings.at(-1)).toContain('answers again');
});

it('stays open where the caller breaks off the event that tries', async () => {
  const { client, server, warnings } = await serve(() => undefined, { breaker: { resetAfterMs: 1 } });
  await client.evaluate(EVENT);
  await new Promise((resolve) => setTimeout(resolve, 5));
  const controller = new AbortController();
  const trying = client.evaluate(EVENT, { signal: controller.signal });
  await untilReceived(server, 2);
  controller.abort(new Error('cancelled'));
  await expect(trying).rejects.toThrow('cancelled');
  expect(warnings.filter((warning) => warning.includes('answers again'))).toEqual([]);
});

it('goes on where only one event takes too long and Core answers others', async () => {
  const { client, server } = await serve(
    (response, request, index) => {
      if (index > 0) allow(response, request, index);
    },
    { timeout: 2000 },
  );
  const slow = client.evaluate(EVENT);
  await untilReceived(server, 1);
  await client.evaluate(EVENT);
  expect((await slow).fallbackUsed).toBe(true);
  expect((await client.evaluate(EVENT)).fallbackUsed).toBeUndefined();
});

it.each<[string, Answer]>([
  ['400', (response) => json(response, {}, 400)],
  ['401', (response) => json(response, {}, 401)],
  ['404', (response) => json(response, {}, 404)],
  ['500', (response) => json(response, {}, 500)],
  ['HTML', (response) => response.end('<html>')],
])('keeps asking a Core that answers %s', async (_name, answer) => {
  const { client, server } = await serve(answer, { timeout: 5000 });
  for (let count = 0; count < 12; count += 1) await client.evaluate(EVENT);
  expect(server.requests).toHaveLength(12);
});

it.each<[string, Answer]>([
  ['503', (response) => json(response, {}, 503)],
  ['a reset', (response) => response.destroy()],
])('opens after failures in a row: %s', async (_name, answer) => {
  const { client, server } = await serve(answer, {
    timeout: 5000,
    breaker: { failureThreshold: 3, resetAfterMs: 60_000 },
  });
  for (let count = 0; count < 6; count += 1) await client.evaluate(EVENT);
  // Three in a row, and the try that is made at once.
  expect(server.requests).toHaveLength(4);
});

it('counts failures in a row only', async () => {
  const { client, server } = await serve(
    (response, request, index) => {
      if (index % 3 === 2) allow(response, request, index);
      else json(response, {}, 503);
    },
    { timeout: 5000, breaker: { failureThreshold: 3, resetAfterMs: 60_000 } },
  );
  for (let count = 0; count < 12; count += 1) await client.evaluate(EVENT);
  expect(server.requests).toHaveLength(12);
});

it('can be switched off', async () => {
  const { client } = await serve(() => undefined, { timeout: 20, breaker: false });
  for (let count = 0; count < 3; count += 1) {
    expect((await client.evaluate(EVENT)).reason).toContain('no answer within 20 ms');
  }
});
