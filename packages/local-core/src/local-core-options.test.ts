import { createServer } from 'node:http';
import { once } from 'node:events';
import { startLocalCore } from './local-core';
import { resolveLocalCoreOptions, type LocalCoreOptions } from './local-core-options';
import { activityStarted } from './testing/events';
import { evaluate, TestCores } from './testing/test-core';

const cores = new TestCores();
afterEach(() => cores.end());

const policies = { defaultDecision: 'allow' } as const;

describe('the options', () => {
  test('have the documented defaults', () => {
    expect(resolveLocalCoreOptions({ policies })).toMatchObject({
      port: 0,
      host: '127.0.0.1',
      dataDir: ':memory:',
      watch: true,
      agents: undefined,
    });
  });

  test.each<[string, Partial<LocalCoreOptions>]>([
    ['policies is missing', { policies: '' }],
    ['policies is missing', { policies: [] }],
    ['port must be', { port: -1 }],
    ['port must be', { port: 65_536 }],
    ['port must be', { port: 1.5 }],
    ['host must not be empty', { host: ' ' }],
    ['dataDir must not be empty', { dataDir: '' }],
  ])('are refused by name: %s', async (message, options) => {
    await expect(startLocalCore({ policies, ...options })).rejects.toMatchObject({
      code: 'options_invalid',
      message: expect.stringContaining(message),
    });
  });

  test('are refused without policies by a caller that has no types', async () => {
    const options: unknown = JSON.parse('{}');
    await expect(startLocalCore(options as LocalCoreOptions)).rejects.toThrow('policies is missing');
  });

  test('choose a free port each, or say that the port is taken', async () => {
    const [first, second] = await Promise.all([cores.start(), cores.start()]);
    expect(first.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(first.url).not.toBe(second.url);
    const port = Number(new URL(first.url).port);
    await expect(cores.start({ port })).rejects.toMatchObject({
      code: 'address_in_use',
      message: expect.stringContaining(`Port ${String(port)} of 127.0.0.1 is in use`),
    });
  });

  test('refuse a host that is not of this machine', async () => {
    await expect(cores.start({ host: '192.0.2.1' })).rejects.toMatchObject({ code: 'options_invalid' });
  });

  test('listen on every address with a url that reaches it', async () => {
    const core = await cores.start({ host: '0.0.0.0' });
    expect(core.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect((await evaluate(core, activityStarted())).status).toBe(200);
  });

  test('take listeners that throw', async () => {
    const fail = (): never => {
      throw new Error('mine');
    };
    const rule = { id: 'r', when: 'activity_input[0].total > 1', decision: 'block', reason: 'No' } as const;
    const core = await cores.start({
      onEvent: fail,
      log: fail,
      policies: { defaultDecision: 'allow', rules: [rule] },
    });
    expect((await evaluate(core, activityStarted())).body.verdict).toBe('block');
  });
});

describe('a server', () => {
  test('tells of each event once it is recorded', async () => {
    const seen: (readonly [number, string, string])[] = [];
    const core = await cores.start({
      onEvent: ({ sequence, event, verdict }) => seen.push([sequence, event.event_type, verdict.verdict]),
    });
    await evaluate(core, activityStarted());
    await evaluate(core, activityStarted({ activity_id: '2' }));
    expect(seen).toEqual([
      [1, 'ActivityStarted', 'allow'],
      [2, 'ActivityStarted', 'allow'],
    ]);
  });

  test('closes as often as one likes, and frees its port', async () => {
    const core = await cores.start();
    await evaluate(core, activityStarted());
    await Promise.all([core.close(), core.close()]);
    await core.close();
    await expect(fetch(core.url)).rejects.toThrow();
    const server = createServer();
    server.listen(Number(new URL(core.url).port), '127.0.0.1');
    await once(server, 'listening');
    server.close();
    await once(server, 'close');
  });

  test('leaves the global Request and Response alone', async () => {
    const before = [globalThis.Request, globalThis.Response];
    await cores.start();
    expect([globalThis.Request, globalThis.Response]).toEqual(before);
  });
});
