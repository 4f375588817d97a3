import { randomUUID } from 'node:crypto';
import type { Client, WorkflowHandleWithFirstExecutionRunId, WorkflowOptions } from '@temporalio/client';
import type { Worker } from '@temporalio/worker';
import { fetchRuns } from './fetch-runs';
import { textOf, workflowTaskFailures } from './history';
import type { Outcome } from './outcome';
import { outcomeOf } from './outcome';
import { terminateIfOpen } from './terminate-if-open';
import type { TestTemporal } from './test-temporal';

/** A Workflow of the test bundle, by function or by name. */
export type WorkflowReference = string | ((...args: never[]) => Promise<unknown>);

/** Options of a Workflow's start; the queue is given by the run, and the id where the test does not care. */
export interface StartOptions extends Partial<Omit<WorkflowOptions, 'taskQueue'>> {
  readonly args?: unknown[];
}

/** A Worker while it runs, and the Workflows that were started on it. */
export class WorkerRun {
  readonly taskQueue: string;
  readonly #temporal: TestTemporal;
  readonly #watched = new Set<string>();

  constructor(
    temporal: TestTemporal,
    readonly worker: Worker,
  ) {
    this.#temporal = temporal;
    this.taskQueue = worker.options.taskQueue;
  }

  get client(): Client {
    return this.#temporal.client;
  }

  async start(
    workflow: WorkflowReference,
    options: StartOptions = {},
  ): Promise<WorkflowHandleWithFirstExecutionRunId> {
    const workflowId = options.workflowId ?? uniqueName('workflow');
    this.watch({ workflowId });
    const name = typeof workflow === 'string' ? workflow : workflow.name;
    return this.client.workflow.start(name, { args: [], ...options, workflowId, taskQueue: this.taskQueue });
  }

  /** Starts the Workflow and waits for its end. */
  async execute(workflow: WorkflowReference, options?: StartOptions): Promise<Outcome> {
    return outcomeOf(await this.start(workflow, options));
  }

  /** Has the checks look at a Workflow that was started by other means. */
  watch(handle: { readonly workflowId: string }): void {
    this.#watched.add(handle.workflowId);
  }

  /** Ends the Workflows that are still open; a Worker that is shut down meanwhile leaves nothing hanging. */
  async terminateOpen(): Promise<void> {
    await Promise.all(
      [...this.#watched].map((workflowId) => terminateIfOpen(this.client.workflow.getHandle(workflowId))),
    );
  }

  /**
   * @throws Error where a Workflow that was started here had a failed Workflow Task or has a secret in its history, in
   *   whichever of its runs.
   */
  async expectSoundHistories(): Promise<void> {
    const workflowIds = [...this.#watched];
    this.#watched.clear();
    for (const workflowId of workflowIds) {
      const histories = await fetchRuns(this.client, workflowId);
      const failures = histories.flatMap(workflowTaskFailures);
      if (failures.length > 0) throw new Error(`Workflow Tasks failed: ${failures.join(' | ')}`);
      for (const history of histories) this.#temporal.secrets.expectAbsent('a history', textOf(history));
    }
  }
}

/** A name that no other test uses. */
export function uniqueName(prefix: string): string {
  return `${prefix}-${randomUUID()}`;
}
