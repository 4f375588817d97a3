import { DefaultLogger, Runtime } from '@temporalio/worker';
import { REPLAY_CONFIGURATIONS } from './configurations';
import type { Fixture } from './history-folder';
import { readFixtures } from './history-folder';
import type { HistoryBundles } from './history-workers';
import { bundleRecordedWorkflows } from './history-workers';
import { replayHistories } from './replay-histories';

let bundles: HistoryBundles;
let fixtures: Fixture[];

beforeAll(async () => {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  bundles = await bundleRecordedWorkflows();
  fixtures = await readFixtures();
});

// covers: 84, W45
test.each(Object.entries(REPLAY_CONFIGURATIONS))(
  'the histories of earlier builds replay: %s',
  async (_name, options) => {
    expect(await replayHistories(bundles, fixtures, options)).toEqual([]);
  },
  180_000,
);

// covers: 73, 84
test('those that were recorded without us replay without us', async () => {
  const ungoverned = fixtures.filter(({ configuration }) => configuration === 'ungoverned');
  expect(ungoverned.length).toBeGreaterThan(0);
  expect(await replayHistories(bundles, ungoverned, undefined)).toEqual([]);
});

test('a history that does not fit is noticed', async () => {
  const governed = fixtures.filter(({ name }) => name.endsWith('/enforce/one-activity.json'));
  expect(governed.length).toBeGreaterThan(0);
  const wrong = await replayHistories(bundles, governed, undefined);
  expect(wrong).toHaveLength(governed.length);
  expect(wrong.join()).toMatch(/determinism/i);
});
