import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import type { Evaluator } from '@openbox/core-client/contract';
import { bundleWorkflowCode, DefaultLogger, Runtime } from '@temporalio/worker';
import type {
  ActivityInboundCallsInterceptor,
  LogEntry,
  PatchActivationInput,
  WorkerOptions,
} from '@temporalio/worker';
import { createGovernanceActivities } from './governance-activities';
import { OpenBoxPlugin } from './openbox-plugin';

const evaluator: Evaluator = { evaluate: () => Promise.resolve({ verdict: 'allow' }) };
const options: WorkerOptions = { taskQueue: 'q', workflowsPath: 'workflows' };
const logs: LogEntry[] = [];
const variables = ['OPENBOX_URL', 'OPENBOX_API_URL', 'OPENBOX_API_KEY'] as const;

beforeAll(() => {
  Runtime.install({ logger: new DefaultLogger('INFO', (entry) => logs.push(entry)) });
});

beforeEach(() => {
  logs.length = 0;
  for (const name of variables) Reflect.deleteProperty(process.env, name);
});

function activates(configured: WorkerOptions, workflowType: string, patchId: string): boolean | undefined {
  const workflowInfo = { workflowType } as PatchActivationInput['workflowInfo'];
  return configured.patchActivationCallback?.({ workflowInfo, patchId });
}

describe('OpenBoxPlugin', () => {
  // covers: 99, 163
  it('keeps activities, interceptors and sinks of the user, and puts its interceptors around them', async () => {
    const mine = () => ({});
    const inbound = (): ActivityInboundCallsInterceptor => ({});
    const act = () => Promise.resolve();
    const sinks = {};
    const configured = await new OpenBoxPlugin({ evaluator }).configureWorker({
      ...options,
      activities: { act },
      sinks,
      // Assigned by name: the SDK still honours the deprecated array, and so do people.
      interceptors: Object.assign(
        { activity: [mine], workflowModules: ['mine'] },
        { activityInbound: [inbound] },
      ),
    });
    expect(Object.keys(configured.activities ?? {})).toEqual(['act', 'send_governance_event']);
    expect(configured.interceptors).toMatchObject({
      activity: [expect.any(Function), mine, expect.any(Function)],
      activityInbound: [inbound],
      workflowModules: ['mine'],
    });
    expect(configured.sinks).toBe(sinks);
    expect(configured.enableNonLocalActivities).toBeUndefined();
  });

  it('never makes a worker without activities poll for them', async () => {
    const configured = await new OpenBoxPlugin({ evaluator }).configureWorker(options);
    expect(configured.enableNonLocalActivities).toBe(false);
  });

  it('leaves a worker its activities where a plugin after it may bring them', async () => {
    const plugin = new OpenBoxPlugin({ evaluator });
    const other = { name: 'other', configureWorker: (given: WorkerOptions) => given };
    const after = await plugin.configureWorker({ ...options, plugins: [plugin, other] });
    expect(after.enableNonLocalActivities).toBeUndefined();
    const before = await plugin.configureWorker({ ...options, plugins: [other, plugin] });
    expect(before.enableNonLocalActivities).toBe(false);
  });

  it('acts once however often it is applied, also through another instance', async () => {
    const plugin = new OpenBoxPlugin({ evaluator });
    const once = await plugin.configureWorker(options);
    expect(await plugin.configureWorker(once)).toBe(once);
    expect(await new OpenBoxPlugin({ evaluator }).configureWorker(once)).toBe(once);
    const bundled = plugin.configureBundler({ workflowsPath: 'w' });
    expect(plugin.configureBundler(bundled)).toBe(bundled);
    expect(bundled.workflowInterceptorModules).toHaveLength(1);
  });

  it('refuses a worker that another instance governs by somebody else, be it as the environment says', async () => {
    const governed = await new OpenBoxPlugin({ evaluator }).configureWorker(options);
    process.env.OPENBOX_URL = 'http://127.0.0.1:1';
    process.env.OPENBOX_API_KEY = 'obx_test_sentinel';
    await expect(new OpenBoxPlugin().configureWorker(governed)).rejects.toMatchObject({
      name: 'OpenBoxConfigError',
      message: expect.stringMatching(/^(?!.*sentinel).*one plugin to each worker/) as string,
    });
    await expect(new OpenBoxPlugin({ enforcement: 'off' }).configureWorker(governed)).resolves.toBe(governed);
  });

  it('takes over a worker that another instance leaves ungoverned', async () => {
    const idle = await new OpenBoxPlugin({ enforcement: 'off' }).configureWorker(options);
    const governed = await new OpenBoxPlugin({ evaluator }).configureWorker(idle);
    expect(activates(governed, 'Agent', 'openbox-governance-v1')).toBe(true);
    expect(governed.activities).not.toEqual(idle.activities);
    expect(governed.enableNonLocalActivities).toBe(false);
    expect(logs.filter(({ level }) => level === 'WARN')).toEqual([]);
  });

  it('never changes the options it is given', async () => {
    const given = Object.freeze({
      ...options,
      activities: Object.freeze({}),
      interceptors: Object.freeze({}),
    });
    await expect(new OpenBoxPlugin({ evaluator }).configureWorker(given)).resolves.not.toBe(given);
  });

  it('refuses to be mixed with parts composed by hand', async () => {
    const activities = createGovernanceActivities(evaluator);
    await expect(
      new OpenBoxPlugin({ evaluator }).configureWorker({ ...options, activities }),
    ).rejects.toThrow('send_governance_event');
  });

  it('governs new runs but those of skipped types, and leaves other patches to the user', async () => {
    const users = jest.fn(() => false);
    const plugin = new OpenBoxPlugin({ evaluator, skipWorkflowTypes: ['Internal'] });
    const configured = await plugin.configureWorker({ ...options, patchActivationCallback: users });
    expect(activates(configured, 'Agent', 'openbox-governance-v1')).toBe(true);
    expect(activates(configured, 'Internal', 'openbox-governance-v1')).toBe(false);
    expect(users).not.toHaveBeenCalled();
    expect(activates(configured, 'Agent', 'mine')).toBe(false);
    const alone = await plugin.configureWorker(options);
    expect(activates(alone, 'Agent', 'mine')).toBe(true);
  });

  it('says once and clearly that a worker without URL and key is not governed', async () => {
    const configured = await new OpenBoxPlugin().configureWorker({ ...options, activities: {} });
    expect(logs.filter(({ level }) => level === 'WARN').map(({ message }) => message)).toEqual([
      expect.stringContaining('NOT governed'),
    ]);
    expect(configured.interceptors?.activity).toEqual([expect.any(Function)]);
    expect(activates(configured, 'Agent', 'openbox-governance-v1')).toBe(false);
  });

  it.each([
    ['openboxApiKey', { openboxUrl: 'http://127.0.0.1:1' }],
    ['openboxUrl', { openboxApiKey: 'obx_test_1' }],
  ])('refuses to run without %s when the other is given', async (missing, given) => {
    await expect(new OpenBoxPlugin(given).configureWorker(options)).rejects.toMatchObject({
      name: 'OpenBoxConfigError',
      message: expect.stringContaining(missing) as string,
    });
  });

  // covers: 162, W12
  it('validates the key against Core, from the environment too, and names no part of it', async () => {
    const server = createServer((request, response) => {
      const known = request.headers.authorization === 'Bearer obx_test_known';
      response.writeHead(known ? 200 : 401, { 'content-type': 'application/json' });
      response.end(
        JSON.stringify(
          known
            ? { valid: true, active: true, agent_id: 'a', agent_name: 'A', environment: 'test', message: '' }
            : { code: 401, message: 'unknown key' },
        ),
      );
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
    try {
      process.env.OPENBOX_URL = url;
      process.env.OPENBOX_API_KEY = 'obx_test_known';
      await new OpenBoxPlugin().configureWorker(options);
      expect(logs.map(({ message }) => message)).toContain('OpenBox SDK initialized successfully');
      const refused = new OpenBoxPlugin({ openboxUrl: url, openboxApiKey: 'obx_test_sentinel' });
      const error: unknown = await refused.configureWorker(options).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ name: 'OpenBoxAuthError' });
      expect(String(error)).not.toContain('sentinel');
    } finally {
      server.close();
      server.closeAllConnections();
    }
    const unreachable = new OpenBoxPlugin({
      openboxUrl: url,
      openboxApiKey: 'obx_test_known',
      governanceTimeout: '2s',
    });
    await expect(unreachable.configureWorker(options)).rejects.toMatchObject({ name: 'OpenBoxNetworkError' });
  });

  it('takes a prebuilt bundle that was made with it, and refuses one made without, with the remedy', async () => {
    const plugin = new OpenBoxPlugin({ evaluator });
    const logger = new DefaultLogger('ERROR');
    const workflowsPath = require.resolve('../test-support/workflows');
    const governed = await bundleWorkflowCode({ workflowsPath, logger, plugins: [plugin] });
    const bare = await bundleWorkflowCode({ workflowsPath, logger });
    const { workflowsPath: _path, ...rest } = options;
    await expect(plugin.configureWorker({ ...rest, workflowBundle: governed })).resolves.toBeDefined();
    await expect(plugin.configureWorker({ ...rest, workflowBundle: bare })).rejects.toThrow(
      'bundleWorkflowCode',
    );
    await expect(plugin.configureReplayWorker({ workflowBundle: bare })).rejects.toThrow(
      'bundleWorkflowCode',
    );
  }, 120_000);
});
