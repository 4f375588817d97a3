import type { WorkflowSpanProcessor } from '../processor/workflow-span-processor';

/**
 * Sees one family of operations, such as file operations, wherever they are done: asks the gate of the current
 * `ActivityScope` before each one, and records it there.
 */
export interface GovernedInstrumentation {
  /** For messages, such as `fs`. */
  readonly name: string;
  /**
   * Starts to see the operations in scopes of this processor; those of other processors stay unseen. The result stops
   * it, and takes back what was patched where nobody needs it any more.
   */
  enable(processor: WorkflowSpanProcessor): () => void;
}
