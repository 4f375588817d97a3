import { Context } from '@temporalio/activity';
import { useTemporal } from '../harness/test-temporal';
import { withWorker } from '../harness/with-worker';
import { followPlan } from '../workflows';
import { timedOutSteps } from './timed-out-steps';
import type { Step } from './plan';

const temporal = useTemporal();
const step = { kind: 'effect', goesOn: false, input: 'allow', operation: 'allow', output: 'allow' } as const;
const steps: readonly Step[] = ['quick', 'failing', 'late'].map((name) => ({ ...step, name }));

test('names the steps that Temporal gave up waiting for, and no others', async () => {
  const core = await temporal.startCore();
  const effect = async (_workflowId: string, name: string): Promise<string> => {
    const { info, cancelled } = Context.current();
    if (info.attempt === 1 && name === 'failing') throw new Error('try again');
    if (info.attempt === 1 && name === 'late') await cancelled;
    return name;
  };
  const history = await withWorker(temporal, { core, activities: { effect } }, async (run) => {
    const handle = await run.start(followPlan, { args: ['w', steps] });
    await handle.result();
    return handle.fetchHistory();
  });

  expect(timedOutSteps(history, steps)).toEqual(['late']);
});
