import { condition, proxyActivities, proxyLocalActivities, setHandler } from '@temporalio/workflow';
import { note } from './signals';

interface PlannedStep {
  readonly name: string;
  readonly kind: 'effect' | 'operation' | 'localEffect' | 'localOperation' | 'signal';
  readonly goesOn: boolean;
}

type Activities = Record<'effect' | 'operation', (workflowId: string, step: string) => Promise<string>>;

const activities = proxyActivities<Activities>({
  startToCloseTimeout: '4 seconds',
  retry: { initialInterval: 200, backoffCoefficient: 1 },
});

const localActivities = proxyLocalActivities<Activities>({
  startToCloseTimeout: '30 seconds',
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
      await take(kind, workflowId, name, told);
    } catch (error) {
      if (!goesOn) throw error;
    }
  }
  return 'followed';
}

async function take(
  kind: PlannedStep['kind'],
  workflowId: string,
  name: string,
  told: ReadonlySet<string>,
): Promise<unknown> {
  switch (kind) {
    case 'signal':
      return condition(() => told.has(name));
    case 'localEffect':
      return localActivities.effect(workflowId, name);
    case 'localOperation':
      return localActivities.operation(workflowId, name);
    default:
      return activities[kind](workflowId, name);
  }
}
