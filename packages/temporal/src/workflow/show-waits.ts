import type { WorkflowInternalsInterceptor } from '@temporalio/workflow';
import { METADATA_QUERY, readSeenWaits } from '../common/seen-waits-header';
import type { WaitFacts } from '../common/wait-facts';
import type { WaitingDetails } from './waiting-details';

type Handler = (...args: readonly unknown[]) => unknown;

interface Activator {
  currentDetails: string;
  readonly queryHandlers: Map<string, object>;
}

/**
 * Shows what waits for a human in Temporal's own UI, below the details that the workflow itself has set, which stay as
 * they are: the two meet only in the answer to the query of the UI. So it costs no history event.
 *
 * Interceptors of queries do not run for Temporal's own, so the run's activator is asked directly. Where that should ever
 * be another, the UI shows the workflow's details alone.
 */
export function createWaitsView(board: WaitingDetails): WorkflowInternalsInterceptor {
  let seen: readonly WaitFacts[] = [];
  let isOurs = false;
  const answerBelow = (): void => {
    const activator: unknown = Reflect.get(globalThis, '__TEMPORAL_ACTIVATOR__');
    if (!isActivator(activator)) return;
    const definition = activator.queryHandlers.get(METADATA_QUERY);
    const answer: unknown = definition && Reflect.get(definition, 'handler');
    if (!isHandler(answer)) return;
    isOurs = true;
    const handler: Handler = (...args) => {
      const own = activator.currentDetails;
      activator.currentDetails = board.below(own, seen);
      try {
        return answer(...args);
      } finally {
        activator.currentDetails = own;
      }
    };
    activator.queryHandlers.set(METADATA_QUERY, { ...definition, handler });
  };
  return {
    activate(input, next) {
      const asked = (input.activation.jobs ?? []).find(
        (job) => job.queryWorkflow?.queryType === METADATA_QUERY,
      );
      if (asked != null) {
        seen = readSeenWaits(asked.queryWorkflow?.headers ?? {});
        if (!isOurs) answerBelow();
      }
      next(input);
    },
  };
}

function isActivator(value: unknown): value is Activator {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof Reflect.get(value, 'currentDetails') === 'string' &&
    Reflect.get(value, 'queryHandlers') instanceof Map
  );
}

function isHandler(value: unknown): value is Handler {
  return typeof value === 'function';
}
