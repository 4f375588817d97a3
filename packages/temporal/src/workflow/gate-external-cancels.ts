import type { RunGovernance } from './run-governance';

interface Command {
  readonly requestCancelExternalWorkflowExecution?: { readonly seq?: number | null } | null;
}

interface Activator {
  pushCommand: (command: Command, complete?: boolean) => void;
  readonly completions: { readonly cancelWorkflow: Map<number, { reject: (error: unknown) => void }> };
}

/**
 * Hold back, and refuse after a stop verdict, the run's requests to cancel another workflow, as {@link RunGovernance.admit}
 * does for other effects. Temporal has no interceptor for them; where its activator should ever be another they go
 * through.
 *
 * While the verdict on a run's start is outstanding it is not known which rules the run keeps to: such a request is then
 * not held back.
 */
export function gateExternalCancels(governance: RunGovernance): void {
  const activator: unknown = Reflect.get(globalThis, '__TEMPORAL_ACTIVATOR__');
  if (!isActivator(activator)) return;
  const push = activator.pushCommand.bind(activator);
  activator.pushCommand = (command, complete) => {
    const cancel = command.requestCancelExternalWorkflowExecution;
    if (cancel == null || governance.edition < 1 || governance.open) {
      push(command, complete);
      return;
    }
    const send = (): Promise<void> => {
      push(command, complete);
      return Promise.resolve();
    };
    governance.admit(send).catch((error: unknown) => {
      const { cancelWorkflow } = activator.completions;
      const seq = cancel.seq ?? 0;
      cancelWorkflow.get(seq)?.reject(error);
      cancelWorkflow.delete(seq);
    });
  };
}

function isActivator(value: unknown): value is Activator {
  if (typeof value !== 'object' || value === null) return false;
  const completions: unknown = Reflect.get(value, 'completions');
  return (
    typeof Reflect.get(value, 'pushCommand') === 'function' &&
    typeof completions === 'object' &&
    completions !== null &&
    Reflect.get(completions, 'cancelWorkflow') instanceof Map
  );
}
