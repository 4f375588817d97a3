import type { Operation, OperationGate } from '@openbox/spans';
import { GovernanceRefusedError } from '@openbox/core-client/contract';

/** Answers when a test says so. */
export class HeldGate implements OperationGate {
  readonly asked: string[] = [];
  readonly #answers: { allow: () => void; refuse: (error: Error) => void }[] = [];
  #onAsked: (() => void)[] = [];

  before(operation: Operation): Promise<void> {
    this.asked.push(operation.name);
    for (const wake of this.#onAsked.splice(0)) wake();
    return new Promise((allow, refuse) => {
      this.#answers.push({ allow, refuse });
    });
  }

  after(): void {
    // Only what comes before is of interest.
  }

  /** Resolves once so many questions were asked. */
  async untilAsked(count: number): Promise<void> {
    while (this.asked.length < count) await new Promise<void>((wake) => this.#onAsked.push(wake));
  }

  allow(index: number): void {
    this.#answers[index]?.allow();
  }

  refuse(index: number): void {
    this.#answers[index]?.refuse(
      new GovernanceRefusedError({ verdict: 'block', reason: 'held and refused' }),
    );
  }
}
