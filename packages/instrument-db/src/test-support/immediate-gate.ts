import type { CompletedOperation, Operation, OperationGate } from '@openbox/spans';
import { InMemoryGate, type InMemoryGateAnswer } from '@openbox/spans/testing';

/** Knows its answer at once. */
export class ImmediateGate implements OperationGate {
  readonly #gate: InMemoryGate;

  constructor(answer?: InMemoryGateAnswer) {
    this.#gate = new InMemoryGate(answer);
  }

  get completed(): readonly CompletedOperation[] {
    return this.#gate.completed;
  }

  before(operation: Operation): void {
    this.#gate.beforeSync(operation);
  }

  after(operation: CompletedOperation): void {
    this.#gate.after(operation);
  }
}
