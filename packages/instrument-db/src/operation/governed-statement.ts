import { SpanKind } from '@opentelemetry/api';
import { GovernedOperation, type ActivityScope, type DbQueryFacts } from '@openbox/spans';
import { Admission } from './admission';
import { completeFacts, toAttributes, toQueryFacts, type StatementFacts } from './statement-facts';

/** What became of a statement. */
export interface StatementOutcome {
  /** What it failed with, even if that is `undefined`; leave it out after success. */
  readonly error?: unknown;
  /** Rows that were read or changed, where the driver tells. */
  readonly rowCount?: number | undefined;
}

/** One statement of an activity attempt, from the call of the program to the answer of the server. */
export class GovernedStatement {
  /** Whether it may be sent. Asked for by the constructor. */
  readonly admission: Admission;
  readonly #operation: GovernedOperation;
  readonly #facts: DbQueryFacts;
  readonly #forget: () => void;
  #ended = false;

  constructor(scope: ActivityScope, facts: StatementFacts) {
    const complete = completeFacts(facts);
    this.#facts = toQueryFacts(complete);
    this.#operation = new GovernedOperation(scope, {
      name: complete.operation,
      kind: SpanKind.CLIENT,
      operation: { type: 'db_query', facts: this.#facts },
      attributes: toAttributes(complete),
    });
    this.admission = new Admission(this.#operation);
    // A cursor that nobody reads to its end has none of its own.
    this.#forget = scope.onFinish(() => {
      this.end();
    });
  }

  get hasEnded(): boolean {
    return this.#ended;
  }

  /** Ends the span. Never throws; a second call does nothing. */
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
