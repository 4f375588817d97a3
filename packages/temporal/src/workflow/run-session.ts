import { workflowInfo } from '@temporalio/workflow';
import type { WorkflowInboundCallsInterceptor, WorkflowOutboundCallsInterceptor } from '@temporalio/workflow';
import {
  SESSION_HEADER,
  SESSION_MEMO_KEY,
  sessionOf,
  toSessionId,
  withSession,
} from '../common/multi-agent-session';

/**
 * The multi-agent session that a run belongs to: named by the headers of its start, else by its memo. Handed on to all
 * that the run starts.
 */
export class RunSession {
  #id: string | undefined;

  get id(): string | undefined {
    return this.#id ?? toSessionId(workflowInfo().memo?.[SESSION_MEMO_KEY]);
  }

  /** Put it before whoever asks for {@link id}. */
  readonly inbound: WorkflowInboundCallsInterceptor = {
    execute: (input, next) => {
      this.#id = sessionOf(input.headers);
      return next(input);
    },
  };

  readonly outbound: WorkflowOutboundCallsInterceptor = {
    scheduleActivity: (input, next) => next(this.#handOn(input)),
    scheduleLocalActivity: (input, next) => next(this.#handOn(input)),
    startChildWorkflowExecution: (input, next) => next(this.#handOn(input)),
    continueAsNew: (input, next) => next(this.#handOn(input)),
    startNexusOperation: (input, next) => next(this.#handOnByText(input)),
  };

  /** Nexus carries texts, no payloads. */
  #handOnByText<T extends { readonly headers: Record<string, string> }>(input: T): T {
    const { id } = this;
    if (id === undefined || input.headers[SESSION_HEADER] !== undefined) return input;
    return { ...input, headers: { ...input.headers, [SESSION_HEADER]: id } };
  }

  #handOn<T extends { readonly headers: Parameters<typeof withSession>[0] }>(input: T): T {
    const headers = withSession(input.headers, this.id);
    return headers === input.headers ? input : { ...input, headers };
  }
}
