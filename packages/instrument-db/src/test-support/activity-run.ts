import { type WorkflowSpanProcessor, type OperationGate, type SpanData } from '@openbox/spans';
import { testIdentity } from '@openbox/spans/testing';

/** How a program ended: what it returned, or what it threw. */
export type Outcome = { readonly returned: unknown } | { readonly threw: Record<string, unknown> };

/** Runs a program and says how it ended, in terms that can be compared. */
export async function outcomeOf(program: () => Promise<unknown>): Promise<Outcome> {
  try {
    return { returned: await program() };
  } catch (error) {
    return { threw: describe(error) };
  }
}

/** Runs a program as the body of an activity. */
export async function runInActivity(
  spans: WorkflowSpanProcessor,
  gate: OperationGate | undefined,
  program: () => Promise<unknown>,
): Promise<{ outcome: Outcome; spans: SpanData[] }> {
  const scope = spans.startActivity(testIdentity(), gate === undefined ? {} : { gate });
  const outcome = await outcomeOf(() => spans.runActivity(scope, program));
  return { outcome, spans: scope.finish().filter(({ name }) => name !== 'activity.think') };
}

/** The same without the connections that were opened on the way: which those are depends on what ran before. */
export const runStatements: typeof runInActivity = async (...args) => {
  const { outcome, spans } = await runInActivity(...args);
  return { outcome, spans: spans.filter(({ name }) => name !== 'CONNECT') };
};

function describe(error: unknown): Record<string, unknown> {
  if (typeof error !== 'object' || error === null) return { value: error };
  const { name, message, code } = Object.assign({ name: '', message: '', code: undefined }, error, {
    ...(error instanceof Error ? { name: error.name, message: error.message } : {}),
  });
  return { type: error.constructor.name, name, message, code };
}
