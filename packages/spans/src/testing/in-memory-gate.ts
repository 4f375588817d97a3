import type { GovernanceVerdict } from '@openbox/core-client/contract';
import { GovernanceRefusedError } from '@openbox/core-client/contract';
import type { CompletedOperation, Operation } from '../gate/operation';
import type { OperationGate } from '../gate/operation-gate';
import { stopRank } from '../scope/stop-rank';

/** Decides on one operation; `undefined` allows it. */
export type InMemoryGateAnswer = (operation: Operation) => GovernanceVerdict | undefined;

/** Answers from a function and records what it was asked and told. For tests. */
export class InMemoryGate implements OperationGate {
  /** Operations asked for, in order, refused ones included. */
  readonly started: Operation[] = [];
  /** Operations that ran. */
  readonly completed: CompletedOperation[] = [];
  readonly #answer: InMemoryGateAnswer;

  /** @param answer - @defaultValue allows everything */
  constructor(answer: InMemoryGateAnswer = () => undefined) {
    this.#answer = answer;
  }

  /** Answers later, as a gate that asks a server does. */
  async before(operation: Operation): Promise<void> {
    await Promise.resolve();
    this.beforeSync(operation);
  }

  beforeSync(operation: Operation): void {
    this.started.push(operation);
    const verdict = this.#answer(operation);
    if (verdict !== undefined && stopRank(verdict) > 0) throw new GovernanceRefusedError(verdict);
  }

  after(operation: CompletedOperation): void {
    this.completed.push(operation);
  }
}
