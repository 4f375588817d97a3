import { ActivityFailure, ApplicationFailure } from '@temporalio/common';
import { makeContinueAsNewFunc, workflowInfo } from '@temporalio/workflow';
import type { WorkflowInboundCallsInterceptor } from '@temporalio/workflow';
import { GovernanceFailureType, isGovernanceFailureType } from '@openbox/core-client/contract';
import { fittingArgs } from './fitting-args';

/** Counts how often a workflow has begun again. Must match the Python SDK. */
const COUNT_MEMO_KEY = 'openbox_retryable_block_restart_count';

/**
 * A block that proposes another input: the run ends, and the workflow begins again with it as a new run. Nothing of the
 * program goes on meanwhile. Only where the run's settings allow it, and where the input fits.
 */
export class PatchRestart {
  /** How often a workflow may begin again. */
  maxRestarts = 0;
  #args: readonly unknown[] = [];
  #next: { readonly args: unknown[] } | ApplicationFailure | undefined;
  #reject: (reason: unknown) => void = () => undefined;
  /** Rejects as soon as the run has to end for it. */
  readonly ended: Promise<never>;

  constructor() {
    this.ended = new Promise<never>((_resolve, reject) => {
      this.#reject = reject;
    });
    this.ended.catch(() => undefined);
  }

  /** Learns the workflow's arguments. */
  readonly inbound: WorkflowInboundCallsInterceptor = {
    execute: (input, next) => {
      this.#args = input.args;
      return next(input);
    },
  };

  /** Whether the run is about to end for it. */
  get begun(): boolean {
    return this.#next !== undefined;
  }

  /** Take a refusal's proposal. @returns whether the run ends for it; if not, the refusal is a plain one. */
  propose(failure: ApplicationFailure): boolean {
    if (this.begun) return true;
    const patch = this.maxRestarts > 0 ? patchOf(failure) : undefined;
    const args = patch && fittingArgs(this.#args, patch.newInput);
    if (args === undefined) return false;
    this.#next = restartCount() < this.maxRestarts ? { args } : limitExceeded(failure);
    this.#reject(failure);
    return true;
  }

  /** The same for the failure of an activity. */
  proposeBy(error: unknown): boolean {
    const cause = error instanceof ActivityFailure ? error.cause : undefined;
    return cause instanceof ApplicationFailure && this.propose(cause);
  }

  /** How the run ends: by continuing as new, or by the failure of one that has begun again too often. */
  async conclude(): Promise<unknown> {
    if (this.#next === undefined || this.#next instanceof ApplicationFailure) return this.#next;
    const memo = { ...workflowInfo().memo, [COUNT_MEMO_KEY]: restartCount() + 1 };
    try {
      return await makeContinueAsNewFunc({ memo })(...this.#next.args);
    } catch (error) {
      return error;
    }
  }
}

function patchOf(failure: ApplicationFailure): { readonly newInput: unknown } | undefined {
  if (!isGovernanceFailureType(failure.type)) return undefined;
  const proposed = failure.details?.[1];
  return typeof proposed === 'object' && proposed !== null && 'newInput' in proposed ? proposed : undefined;
}

function restartCount(): number {
  const count = workflowInfo().memo?.[COUNT_MEMO_KEY];
  return typeof count === 'number' ? count : 0;
}

function limitExceeded(failure: ApplicationFailure): ApplicationFailure {
  return ApplicationFailure.create({
    type: GovernanceFailureType.PATCH_LIMIT_EXCEEDED,
    message: `${failure.message}; the workflow has begun again as often as it may`,
    nonRetryable: true,
    details: (failure.details ?? []).slice(0, 1),
  });
}
