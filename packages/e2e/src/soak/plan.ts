import { unsafeUniformIntDistribution, xoroshiro128plus } from 'pure-rand';

/** What happens to one thing that governance is asked about: a verdict, or a human's decision after `require_approval`. */
export type Ruling = 'allow' | 'constrain' | 'block' | 'halt' | 'approve' | 'reject';

/**
 * One step of a workflow: an activity or local activity with one side effect, which is itself an operation where `kind`
 * says so. A signal is
 * always the first, and comes with the start.
 */
export interface Step {
  readonly name: string;
  readonly kind: 'effect' | 'operation' | 'localEffect' | 'localOperation' | 'signal';
  /** Whether the workflow goes on after a refusal. */
  readonly goesOn: boolean;
  readonly input: Ruling;
  readonly operation: Ruling;
  readonly output: Ruling;
}

/** Whether the side effect of a step is an operation that is asked about. */
export function isOperation({ kind }: Step): boolean {
  return kind === 'operation' || kind === 'localOperation';
}

/** Whether a step is a local activity, which Temporal repeats where its workflow task is lost. */
export function isLocal({ kind }: Step): boolean {
  return kind === 'localEffect' || kind === 'localOperation';
}

/** Everything that is decided about one workflow before it begins. */
export interface Plan {
  readonly workflowId: string;
  readonly start: Ruling;
  readonly steps: readonly Step[];
  readonly end: Ruling;
}

/** Numbers that are the same for the same seed. */
export class Dice {
  readonly #generator;

  constructor(seed: number) {
    this.#generator = xoroshiro128plus(seed);
  }

  /** A whole number from `from` to `to`, both included. */
  between(from: number, to: number): number {
    return unsafeUniformIntDistribution(from, to, this.#generator);
  }

  /** One of several, each as often as its weight says. */
  pick<T extends string>(weights: Readonly<Record<T, number>>): T {
    const entries = Object.entries<number>(weights);
    let left = this.between(
      1,
      entries.reduce((sum, [, weight]) => sum + weight, 0),
    );
    for (const [name, weight] of entries) {
      left -= weight;
      if (left <= 0) return name as T;
    }
    throw new Error('there is nothing to pick from');
  }
}

const STEP_RULINGS = { allow: 72, constrain: 6, block: 5, halt: 2, approve: 11, reject: 4 } as const;
const RUN_RULINGS = { allow: 88, constrain: 3, block: 2, halt: 1, approve: 5, reject: 1 } as const;

/** The plans of a whole test. */
export function makePlans(dice: Dice, count: number, prefix: string): Plan[] {
  return Array.from({ length: count }, (_, index) => {
    const signalled = dice.between(1, 4) === 1;
    return {
      workflowId: `${prefix}-${String(index)}`,
      // Which of two stops that come at once is met first is left open.
      start: signalled ? 'allow' : dice.pick(RUN_RULINGS),
      steps: Array.from({ length: dice.between(1, 4) }, (_none, step) =>
        makeStep(dice, `step-${String(step)}`, signalled && step === 0),
      ),
      end: dice.pick(RUN_RULINGS),
    };
  });
}

function makeStep(dice: Dice, name: string, signalled: boolean): Step {
  return {
    name,
    kind: signalled ? 'signal' : dice.pick({ effect: 6, operation: 3, localEffect: 2, localOperation: 2 }),
    goesOn: dice.between(1, 3) === 1,
    input: dice.pick(STEP_RULINGS),
    operation: dice.pick(STEP_RULINGS),
    output: dice.pick(STEP_RULINGS),
  };
}
