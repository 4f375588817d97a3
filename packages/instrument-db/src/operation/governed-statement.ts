import { SpanKind } from '@opentelemetry/api';
import { GovernedOperation, valuesDigest, type ActivityScope, type DbQueryFacts } from '@openbox/spans';
import { Admission } from './admission';
import type { Governed, StatementOutcome } from './governed';
import {
  completeFacts,
  toAttributes,
  toQueryFacts,
  type StatementDigests,
  type StatementFacts,
} from './statement-facts';

/** One statement of an activity attempt, from the call of the program to the answer of the server. */
export class GovernedStatement implements Governed {
  readonly admission: Admission;
  readonly #operation: GovernedOperation;
  readonly #facts: DbQueryFacts;
  readonly #forget: () => void;
  #ended = false;

  constructor(scope: ActivityScope, facts: StatementFacts) {
    const complete = completeFacts(facts);
    this.#facts = toQueryFacts(complete, scope.isGated ? digestsOf(facts, complete) : {});
    this.#operation = new GovernedOperation(scope, {
      name: complete.operation,
      kind: SpanKind.CLIENT,
      operation: { type: 'db_query', facts: this.#facts },
      attributes: toAttributes(complete),
    });
    this.admission = new Admission(() => this.#operation.before());
    // A cursor that nobody reads to its end has none of its own.
    this.#forget = scope.onFinish(() => {
      this.end();
    });
  }

  get hasEnded(): boolean {
    return this.#ended;
  }

  end(outcome: StatementOutcome = {}): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#forget();
    const { rowCount } = outcome;
    this.#operation.end({
      ...('error' in outcome ? { error: outcome.error } : {}),
      ...(rowCount === undefined
        ? {}
        : { operation: { type: 'db_query', facts: { ...this.#facts, rowCount } } }),
    });
  }
}

function digestsOf(facts: StatementFacts, { statement }: StatementFacts): StatementDigests {
  return {
    // In BSON the order of fields says something: of a sort, and of a document that is compared.
    valuesDigest: valuesDigest(facts.values, { keepOrder: facts.system === 'mongodb' }),
    statementDigest: statement === facts.statement ? undefined : valuesDigest(facts.statement),
  };
}
