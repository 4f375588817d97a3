import { LocalCoreError } from '../local-core-error';
import { formatPolicyProblem, type PolicyProblem } from './policy-problem';

/** The policies cannot be used. The message lists every mistake with file, line and column. */
export class PolicyLoadError extends LocalCoreError {
  override readonly name = 'PolicyLoadError';
  readonly problems: readonly PolicyProblem[];

  constructor(problems: readonly PolicyProblem[]) {
    const count = problems.length === 1 ? '1 mistake' : `${String(problems.length)} mistakes`;
    super('policies_invalid', `The policies have ${count}:\n${problems.map(formatPolicyProblem).join('\n')}`);
    this.problems = problems;
  }
}
