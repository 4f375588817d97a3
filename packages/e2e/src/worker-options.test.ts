import { createOpenBoxWorker, OpenBoxPlugin } from '@openbox/temporal';
import { json } from './harness/core-reply';
import { useTemporal } from './harness/test-temporal';
import { withWorker } from './harness/with-worker';
import { toFactoryOptions } from './harness/worker-options';
import { callActivity } from './workflows';

const temporal = useTemporal();
const work = jest.fn(() => Promise.resolve('worked'));
const environment = { ...process.env };

beforeEach(() => jest.clearAllMocks());
afterEach(() => {
  process.env = { ...environment };
});

// covers: 164
test('without URL and key the worker runs ungoverned, and says so once', async () => {
  await withWorker(temporal, { activities: { work } }, async (run) => {
    expect((await run.execute(callActivity, { args: ['work'] })).value).toBe('worked');
    expect((await run.execute(callActivity, { args: ['work'] })).value).toBe('worked');
  });

  const warnings = temporal.log.lines.filter((line) =>
    /ungoverned|without governance|not governed/i.test(line),
  );
  expect(warnings).toHaveLength(1);
  expect(warnings[0]).toMatch(/OPENBOX_URL/);
  expect(warnings[0]).toMatch(/OPENBOX_API_KEY/);
});

// covers: 164
test.each([
  [{ openboxUrl: 'http://127.0.0.1:1' }, 'openboxApiKey'],
  [{ openboxApiKey: 'obx_test_0123456789' }, 'openboxUrl'],
])('only one of URL and key is an error that names the other: %j', async (options, missing) => {
  await expect(createOpenBoxWorker(toFactoryOptions(temporal, options))).rejects.toThrow(new RegExp(missing));
});

test('URL, key, timeout and policy come from the environment', async () => {
  const core = await temporal.startCore(() => json({ message: 'down' }, 500));
  process.env.OPENBOX_URL = core.url;
  process.env.OPENBOX_API_KEY = core.apiKey;
  process.env.OPENBOX_GOVERNANCE_TIMEOUT = '0.5';
  process.env.OPENBOX_GOVERNANCE_POLICY = 'fail_closed';

  await withWorker(temporal, { activities: { work } }, async (run) => {
    expect((await run.execute(callActivity, { args: ['work'] })).status).toBe('failed');
  });
  expect(core.events.length).toBeGreaterThan(0);
  expect(work).not.toHaveBeenCalled();
});

test('an option beats its environment variable', async () => {
  const core = await temporal.startCore(() => json({ message: 'down' }, 500));
  process.env.OPENBOX_GOVERNANCE_POLICY = 'fail_closed';

  await withWorker(temporal, { core, activities: { work }, governancePolicy: 'fail_open' }, async (run) => {
    expect((await run.execute(callActivity, { args: ['work'] })).value).toBe('worked');
  });
});

// covers: 164
test('a wrong key and a Core that is away are told apart before the worker runs', async () => {
  const core = await temporal.startCore();
  const wrongKey = 'obx_test_thisisnotthekey';
  const refused = createOpenBoxWorker(
    toFactoryOptions(temporal, { openboxUrl: core.url, openboxApiKey: wrongKey }),
  );
  await expect(refused).rejects.toMatchObject({ name: 'OpenBoxAuthError' });
  await expect(refused).rejects.not.toThrow(wrongKey);

  await core.close();
  const away = createOpenBoxWorker(toFactoryOptions(temporal, { core, governanceTimeout: 500 }));
  await expect(away).rejects.toMatchObject({ name: 'OpenBoxNetworkError' });
});

test('a suspended agent is refused', async () => {
  const core = await temporal.startCore();
  core.onValidate = () => json({ valid: true, active: false });

  await expect(createOpenBoxWorker(toFactoryOptions(temporal, { core }))).rejects.toMatchObject({
    name: 'OpenBoxAuthError',
  });
});

// covers: 166
test('HTTP to another machine is refused', async () => {
  const options = { openboxUrl: 'http://core.example.com', openboxApiKey: 'obx_test_0123456789' };

  await expect(createOpenBoxWorker(toFactoryOptions(temporal, options))).rejects.toMatchObject({
    name: 'OpenBoxInsecureURLError',
  });
});

test('a wrong value is refused with the name of its option', () => {
  expect(() => new OpenBoxPlugin({ governanceTimeout: 'soon' as '1s' })).toThrow(/governanceTimeout/);
  expect(() => new OpenBoxPlugin({ hitlPollInterval: -1 })).toThrow(/hitlPollInterval/);
});

// covers: 167
test('two workers with two keys in one process never mix', async () => {
  const cores = await Promise.all([temporal.startCore(), temporal.startCore()]);
  const runs = cores.map((core, index) =>
    withWorker(temporal, { core, activities: { work } }, async (run) => {
      await Promise.all([1, 2, 3].map(() => run.execute(callActivity, { args: ['work', [index]] })));
    }),
  );
  await Promise.all(runs);

  for (const [index, core] of cores.entries()) {
    expect(core.events).toHaveLength(12);
    expect(core.eventsLike({ event_type: 'ActivityStarted' }).map((event) => event.activity_input)).toEqual([
      [index],
      [index],
      [index],
    ]);
    for (const request of core.requests) expect(request.headers.authorization).toBe(`Bearer ${core.apiKey}`);
  }
});
