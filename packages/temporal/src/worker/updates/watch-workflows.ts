import type { ActivateInput, WorkflowInfo } from '@temporalio/workflow';

/** One batch of jobs for one run, as the worker hands it to the workflow, its payloads decoded by the codecs. */
export type Activation = ActivateInput['activation'];

/** Sees one run on this worker, from when it is loaded until it leaves the cache. */
export interface RunWatcher {
  /** Called before each activation, which waits for what is returned. Must not reject. */
  activating(activation: Activation): Promise<void> | undefined;
  /** Called when the workflow is done with the activation. */
  activated(): void;
  /** Called when the run leaves the cache. */
  disposed(): void;
}

interface Workflow {
  activate(activation: Activation): Promise<unknown>;
  dispose(): Promise<void>;
}

interface WorkflowCreator {
  createWorkflow(options: { readonly info: WorkflowInfo }): Promise<unknown>;
}

/**
 * See every activation in the worker's own thread before the workflow does.
 *
 * The SDK has no public place for it. The worker's creator of workflows is the narrowest: activations of one run come
 * one after another, those of other runs never wait for it, and payloads are decoded already.
 *
 * @returns `false` where this SDK's worker should ever be built otherwise: nothing is then watched.
 */
export function watchWorkflows(worker: object, watch: (info: WorkflowInfo) => RunWatcher): boolean {
  const creator: unknown = Reflect.get(worker, 'workflowCreator');
  // A worker without workflows.
  if (creator === undefined) return true;
  if (!isWorkflowCreator(creator)) return false;
  const create = creator.createWorkflow.bind(creator);
  creator.createWorkflow = async (options) => {
    const workflow = await create(options);
    if (isWorkflow(workflow)) watchWorkflow(workflow, watch(options.info));
    return workflow;
  };
  return true;
}

function watchWorkflow(workflow: Workflow, watcher: RunWatcher): void {
  const activate = workflow.activate.bind(workflow);
  const dispose = workflow.dispose.bind(workflow);
  workflow.activate = async (activation) => {
    const waiting = watcher.activating(activation);
    if (waiting !== undefined) await waiting;
    const completion = await activate(activation);
    watcher.activated();
    return completion;
  };
  workflow.dispose = () => {
    watcher.disposed();
    return dispose();
  };
}

function isWorkflowCreator(value: unknown): value is WorkflowCreator {
  return hasMethods(value, ['createWorkflow']);
}

function isWorkflow(value: unknown): value is Workflow {
  return hasMethods(value, ['activate', 'dispose']);
}

function hasMethods(value: unknown, names: readonly string[]): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    names.every((name) => typeof Reflect.get(value, name) === 'function')
  );
}
