import { DefaultLogger, Worker } from '@temporalio/worker';
import type { LogEntry } from '@temporalio/worker';
import { resolveGovernanceConfig } from '../governance-config';
import { RunTerminations } from '../run-terminations';
import { UpdateGovernance } from './update-governance';

describe('UpdateGovernance', () => {
  it('says so, and goes on, where the worker is built otherwise', async () => {
    const logs: LogEntry[] = [];
    const updates = new UpdateGovernance({
      core: { evaluate: () => Promise.resolve({ verdict: 'allow' }) },
      config: resolveGovernanceConfig({ observeQueries: true }, {}),
      governs: () => true,
      client: () => undefined,
      terminations: new RunTerminations(),
      log: new DefaultLogger('WARN', (entry) => logs.push(entry)),
    });
    updates.watch(Object.create(Worker.prototype) as Worker);
    updates.watch(
      Object.assign(Object.create(Worker.prototype) as Worker, {
        options: { loadedDataConverter: {} },
        workflowCreator: {},
      }),
    );
    expect(logs.map(({ message }) => message)).toEqual([
      expect.stringMatching(/only after they are accepted/),
      expect.stringMatching(/only after they are accepted/),
    ]);
    await updates.close();
  });
});
