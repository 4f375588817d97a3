import type { UngovernedOperation } from '../ungoverned/ungoverned-operation';
import type { CompletedOperation, Operation } from './operation';

/**
 * Decides whether one operation may run. An instrumentation never calls a gate itself: it asks the current
 * {@link ActivityScope}, which keeps the refusals.
 */
export interface OperationGate {
  /**
   * Asked before the operation. Returning (or resolving) lets it run; a throw or a rejection refuses it and is what the
   * caller of the operation gets, so it should be a `GovernanceRefusedError`. A gate that knows its answer at once
   * returns `undefined` rather than a promise: the operation then starts in the same tick.
   */
  before(operation: Operation): Promise<void> | void;
  /**
   * Asked instead of {@link before} where the caller cannot wait, such as `fs.readFileSync`. A gate without it that
   * answers {@link before} with a promise refuses synchronous operations: nothing governed runs without its verdict.
   */
  beforeSync?(operation: Operation): void;
  /**
   * Asked before something happens that is no operation, such as a child process; by `ungovernedOperations` alone. A throw
   * keeps it from happening; a gate without it lets it happen.
   */
  beforeUngoverned?(operation: UngovernedOperation): void;
  /** Told after the operation. Nobody waits for it; it must not throw. */
  after(operation: CompletedOperation): void;
}
