import { watchWorkflows } from './watch-workflows';
import type { RunWatcher } from './watch-workflows';

interface FakeWorkflow {
  activate(activation: object): Promise<string>;
  dispose(): Promise<void>;
}

function workerWith(workflow: object) {
  const create = jest.fn(() => Promise.resolve(workflow));
  const workflowCreator = { createWorkflow: create, destroy: () => Promise.resolve() };
  return { worker: { workflowCreator }, create };
}

describe('watchWorkflows', () => {
  it('sees what a workflow is given before the workflow does, and what it answers is untouched', async () => {
    const log: string[] = [];
    const workflow: FakeWorkflow = {
      activate: (activation) => {
        log.push(`activate ${JSON.stringify(activation)}`);
        return Promise.resolve('completion');
      },
      dispose: () => {
        log.push('dispose');
        return Promise.resolve();
      },
    };
    const watcher: RunWatcher = {
      activating: async () => {
        await Promise.resolve();
        log.push('activating');
      },
      activated: () => log.push('activated'),
      disposed: () => log.push('disposed'),
    };
    const { worker } = workerWith(workflow);
    expect(watchWorkflows(worker, () => watcher)).toBe(true);

    const info = { runId: 'r-1' };
    const created: unknown = await Reflect.apply(
      worker.workflowCreator.createWorkflow,
      worker.workflowCreator,
      [{ info }],
    );
    expect(created).toBe(workflow);
    await expect(workflow.activate({ jobs: [] })).resolves.toBe('completion');
    await workflow.dispose();
    expect(log).toEqual(['activating', 'activate {"jobs":[]}', 'activated', 'disposed', 'dispose']);
  });

  it('has nothing to watch on a worker without workflows', () => {
    expect(watchWorkflows({ workflowCreator: undefined }, jest.fn())).toBe(true);
  });

  it.each([[{ workflowCreator: {} }], [{ workflowCreator: 'another' }]])(
    'says so where the worker is built otherwise: %j',
    (worker) => {
      expect(watchWorkflows(worker, jest.fn())).toBe(false);
    },
  );

  it('leaves a workflow alone that is built otherwise', async () => {
    const { worker } = workerWith({ run: () => undefined });
    const watch = jest.fn();
    expect(watchWorkflows(worker, watch)).toBe(true);
    await Reflect.apply(worker.workflowCreator.createWorkflow, worker.workflowCreator, [{ info: {} }]);
    expect(watch).not.toHaveBeenCalled();
  });
});
