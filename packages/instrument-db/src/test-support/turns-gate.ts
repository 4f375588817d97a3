import { setImmediate as nextTurn } from 'node:timers/promises';
import { InMemoryGate, type InMemoryGateAnswer } from '@openbox/spans/testing';
import type { Operation } from '@openbox/spans';

/** Answers after some turns of the event loop: the first question last. */
export class TurnsGate extends InMemoryGate {
  #turns: number;

  constructor(turns: number, answer?: InMemoryGateAnswer) {
    super(answer);
    this.#turns = turns;
  }

  override async before(operation: Operation): Promise<void> {
    const turns = this.#turns;
    this.#turns = Math.max(0, turns - 3);
    for (let turn = 0; turn < turns; turn += 1) await nextTurn();
    await super.before(operation);
  }
}
