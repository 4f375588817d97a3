import { isOperation } from './plan';
import type { Plan, Ruling, Step } from './plan';

/** How a workflow has to end, and which of its steps have to have had their effect. */
export interface ExpectedEnd {
  readonly status: 'COMPLETED' | 'FAILED' | 'TERMINATED';
  /** Type of the failure that ends it. */
  readonly type?: string;
  readonly effects: readonly string[];
}

interface Refused {
  readonly status: 'FAILED' | 'TERMINATED';
  readonly type?: string;
}

/** What governance has to make of a plan, said once more without any of its code. */
export function expectedEnd({ start, steps, end }: Plan): ExpectedEnd {
  const effects: string[] = [];
  const begun = refusal(start);
  if (begun !== undefined) return { ...begun, effects };
  let sticky: Refused | undefined;
  for (const step of steps) {
    const refused = step.kind === 'signal' ? undefined : (sticky ?? outcome(step, effects));
    if (step.kind === 'signal') {
      const signalled = refusal(step.input);
      if (signalled?.status === 'TERMINATED') return { ...signalled, effects };
      sticky ??= signalled;
    }
    if (refused?.status === 'TERMINATED') return { ...refused, effects };
    if (refused !== undefined && !step.goesOn) return { ...refused, effects };
  }
  return { status: 'COMPLETED', ...refusal(end), effects };
}

function outcome(step: Step, effects: string[]): Refused | undefined {
  const before = refusal(step.input) ?? (isOperation(step) ? refusal(step.operation) : undefined);
  if (before !== undefined) return before;
  effects.push(step.name);
  return refusal(step.output);
}

function refusal(ruling: Ruling): Refused | undefined {
  switch (ruling) {
    case 'block':
      return { status: 'FAILED', type: 'GovernanceStop' };
    case 'reject':
      return { status: 'FAILED', type: 'ApprovalRejected' };
    case 'halt':
      return { status: 'TERMINATED' };
    case 'allow':
    case 'constrain':
    case 'approve':
      return undefined;
  }
}
