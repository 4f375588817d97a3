import { workflowTaskFailures } from '../harness/history';
import { useTemporal } from '../harness/test-temporal';
import { RECORDED_CONFIGURATIONS, REPLAY_CONFIGURATIONS } from './configurations';
import type { HistoryBundles } from './history-workers';
import { bundleRecordedWorkflows } from './history-workers';
import { recordHistories } from './record-histories';
import { replayHistories } from './replay-histories';

const temporal = useTemporal();
let bundles: HistoryBundles;

beforeAll(async () => {
  bundles = await bundleRecordedWorkflows();
});

// covers: 84, W45
test.each(Object.entries(RECORDED_CONFIGURATIONS))(
  'what this build does now goes through two deployments and replays: %s',
  async (_name, configuration) => {
    const recorded = await recordHistories(temporal, bundles, configuration);

    const failures = recorded.flatMap(({ name, history }) =>
      workflowTaskFailures(history).map((failure) => `${name}: ${failure}`),
    );
    expect(failures).toEqual([]);
    const wrong: string[] = [];
    for (const [name, options] of Object.entries(REPLAY_CONFIGURATIONS)) {
      const found = await replayHistories(bundles, recorded, options);
      wrong.push(...found.map((each) => `${name}: ${each}`));
    }
    expect(wrong).toEqual([]);
  },
  180_000,
);
