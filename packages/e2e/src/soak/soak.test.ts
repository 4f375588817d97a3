import { writeSync } from 'node:fs';
import { useTemporal } from '../harness/test-temporal';
import { runSoak } from './run-soak';

const workflows = Number(process.env.OPENBOX_SOAK_WORKFLOWS ?? 60);
const seed = Number(process.env.OPENBOX_SOAK_SEED ?? 20_261);
const temporal = useTemporal();

// Not through the console, which the tests keep silent.
const tell = (text: string): void => {
  writeSync(2, `soak: ${text}\n`);
};

// covers: W18, W20, W21, M7
test(
  'killed workers, random verdicts and humans: nothing without an allow, nothing twice, every end as decided',
  async () => {
    const core = await temporal.startCore();
    const { figures, ...findings } = await runSoak(temporal, core, { workflows, seed }, tell);
    tell(JSON.stringify(figures));

    expect(findings).toEqual({
      withoutAllow: [],
      doneTwice: [],
      afterHalt: [],
      otherEnds: [],
      taskFailures: [],
      workerFailures: [],
    });
  },
  60_000 + workflows * 2_000,
);
