import { condition, proxyActivities, setHandler } from '@temporalio/workflow';
import { note } from './signals';

interface PlannedStep {
  readonly name: string;
  readonly kind: 'effect' | 'operation' | 'signal';
  readonly goesOn: boolean;
}

type Activities = Record<'effect' | 'operation', (workflowId: string, step: string) => Promise<string>>;

const activities = proxyActivities<Activities>({
  startToCloseTimeout: '4 seconds',
  retry: { initialInterval: 200, backoffCoefficient: 1 },
});

/** Does the steps of a plan one after the other; a step of kind `signal` waits for the signal of its name. */
export async function followPlan(workflowId: string, steps: readonly PlannedStep[]): Promise<string> {
  const told = new Set<string>();
  setHandler(note, (name) => {
    told.add(name);
  });
  for (const { name, kind, goesOn } of steps) {
    try {
      if (kind === 'signal') await condition(() => told.has(name));
      else await activities[kind](workflowId, name);
    } catch (error) {
      if (!goesOn) throw error;
    }
  }
  return 'followed';
}
