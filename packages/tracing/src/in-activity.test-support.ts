import { type OperationGate, type SpanData, WorkflowSpanProcessor } from '@openbox/spans';
import { InMemoryGate, testIdentity } from '@openbox/spans/testing';

/** Runs `fn` in an activity of its own. @returns the spans below that of the activity */
export async function inActivity(
  fn: () => unknown,
  gate: OperationGate = new InMemoryGate(),
): Promise<SpanData[]> {
  const processor = new WorkflowSpanProcessor();
  const scope = processor.startActivity(testIdentity(), { gate });
  try {
    await processor.runActivity(scope, fn);
  } catch {
    // The tests look at what was recorded.
  }
  return scope.finish().slice(1);
}

/** What calling `fn` led to, as a value to compare. */
export async function outcomeOf(fn: () => unknown): Promise<unknown> {
  try {
    return { returned: await fn() };
  } catch (error) {
    return { thrown: error };
  }
}
