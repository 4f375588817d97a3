import type { ActivityScope } from '@openbox/spans';
import { Admission } from './admission';
import type { Governed, GovernedOutcome } from './governed';
import { GovernedStatement } from './governed-statement';
import type { StatementFacts } from './statement-facts';

/** So many questions of one batch are under way at once: a batch may have thousands of statements. */
const MAX_ASKED_AT_ONCE = 32;

/**
 * Statements that a driver sends together. Each is an operation of its own; nothing is sent unless all of them may be.
 *
 * Where one is refused, the batch is refused at once and no further ones are asked for; those that were allowed end with
 * the same error.
 */
export class GovernedBatch implements Governed {
  readonly admission: Admission;
  readonly #scope: ActivityScope;
  readonly #facts: readonly StatementFacts[];
  readonly #statements: GovernedStatement[] = [];
  #pending = 0;
  #refusal: { readonly error: unknown } | undefined;
  #known: (() => void) | undefined;
  #ended = false;

  constructor(scope: ActivityScope, facts: readonly StatementFacts[]) {
    this.#scope = scope;
    this.#facts = facts;
    this.admission = new Admission(() => this.#ask());
  }

  get hasEnded(): boolean {
    return this.#ended;
  }

  end({ each = [], ...outcome }: GovernedOutcome = {}): void {
    if (this.#ended) return;
    this.#ended = true;
    for (const [index, statement] of this.#statements.entries()) statement.end(each[index] ?? outcome);
  }

  #ask(): Promise<void> | void {
    this.#askMore();
    if (this.#isKnown) {
      this.#throwIfRefused();
      return;
    }
    return new Promise<void>((resolve) => {
      this.#known = resolve;
    }).then(() => {
      this.#throwIfRefused();
    });
  }

  get #isKnown(): boolean {
    return this.#pending === 0 || this.#refusal !== undefined;
  }

  #askMore(): void {
    while (
      this.#refusal === undefined &&
      this.#pending < MAX_ASKED_AT_ONCE &&
      this.#statements.length < this.#facts.length
    ) {
      const facts = this.#facts[this.#statements.length];
      if (facts === undefined) break;
      const statement = new GovernedStatement(this.#scope, facts);
      this.#statements.push(statement);
      const { admission } = statement;
      if (admission.isAdmitted) continue;
      this.#pending += 1;
      const isLate = admission.isPending;
      admission.whenKnown(
        () => {
          this.#answered(isLate);
        },
        (error) => {
          this.#refusal ??= { error };
          this.#answered(isLate);
        },
      );
    }
  }

  #answered(isLate: boolean): void {
    this.#pending -= 1;
    if (!isLate) return;
    this.#askMore();
    if (this.#isKnown) this.#known?.();
  }

  #throwIfRefused(): void {
    const refusal = this.#refusal;
    if (refusal === undefined) return;
    this.#ended = true;
    for (const statement of this.#statements) {
      const end = (): void => {
        statement.end(refusal);
      };
      statement.admission.whenKnown(end, end);
    }
    throw refusal.error;
  }
}
