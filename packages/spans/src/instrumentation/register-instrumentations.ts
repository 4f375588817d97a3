import { neverThrow } from '../otel/never-throw';
import type { WorkflowSpanProcessor } from '../processor/workflow-span-processor';
import { attachToTracerProvider } from '../provider/attach-to-tracer-provider';
import type { GovernedInstrumentation } from './governed-instrumentation';

/** Instrumentations that are on. */
export interface Capture {
  /** Switches them off and restores every patch. Several captures may be shut down in any order; a second call does nothing. */
  shutdown(): void;
}

/**
 * Switches instrumentations on for the activities of one processor, and makes the spans that the program starts itself
 * reach it.
 *
 * @throws whatever an instrumentation throws when it is switched on; those before it are then switched off again
 */
export function registerInstrumentations(
  processor: WorkflowSpanProcessor,
  instrumentations: readonly GovernedInstrumentation[],
): Capture {
  const undo: (() => void)[] = [];
  const capture: Capture = {
    shutdown: () => {
      for (const step of undo.splice(0).reverse()) neverThrow('switching an instrumentation off', step);
    },
  };
  try {
    undo.push(attachToTracerProvider(processor));
    for (const instrumentation of instrumentations) undo.push(instrumentation.enable(processor));
  } catch (error) {
    capture.shutdown();
    throw error;
  }
  return capture;
}
