import { expectedEnd } from './expected-end';
import type { Plan, Step } from './plan';
import { Dice, makePlans } from './plan';

const step: Step = {
  name: 'a',
  kind: 'effect',
  goesOn: false,
  input: 'allow',
  operation: 'allow',
  output: 'allow',
};
const plan: Plan = { workflowId: 'w', start: 'allow', steps: [step], end: 'allow' };

describe('the expected end of a plan', () => {
  it.each<[string, Partial<Plan>, ReturnType<typeof expectedEnd>]>([
    ['nothing refused', {}, { status: 'COMPLETED', effects: ['a'] }],
    ['a blocked start', { start: 'block' }, { status: 'FAILED', type: 'GovernanceStop', effects: [] }],
    ['a halted end', { end: 'halt' }, { status: 'TERMINATED', effects: ['a'] }],
    [
      'a rejected input',
      { steps: [{ ...step, input: 'reject' }] },
      { status: 'FAILED', type: 'ApprovalRejected', effects: [] },
    ],
    [
      'a refused output',
      { steps: [{ ...step, output: 'block' }] },
      { status: 'FAILED', type: 'GovernanceStop', effects: ['a'] },
    ],
    [
      'an operation that is refused',
      { steps: [{ ...step, kind: 'operation', operation: 'block' }] },
      { status: 'FAILED', type: 'GovernanceStop', effects: [] },
    ],
    [
      'an operation of a local activity that is refused',
      { steps: [{ ...step, kind: 'localOperation', operation: 'reject' }] },
      { status: 'FAILED', type: 'ApprovalRejected', effects: [] },
    ],
    [
      'a refusal that the workflow survives',
      {
        steps: [
          { ...step, input: 'block', goesOn: true },
          { ...step, name: 'b' },
        ],
      },
      { status: 'COMPLETED', effects: ['b'] },
    ],
    [
      'a blocked signal, which refuses what follows',
      {
        steps: [
          { ...step, kind: 'signal', input: 'block' },
          { ...step, name: 'b' },
        ],
      },
      { status: 'FAILED', type: 'GovernanceStop', effects: [] },
    ],
  ])('is known for %s', (_name, changes, end) => {
    expect(expectedEnd({ ...plan, ...changes })).toEqual(end);
  });

  it('is the same for the same seed', () => {
    const plans = (seed: number) => makePlans(new Dice(seed), 50, 'w');
    expect(plans(7)).toEqual(plans(7));
    expect(plans(7)).not.toEqual(plans(8));
  });
});
