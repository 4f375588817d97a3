import type { ApprovalDecision, GovernanceEvent, GovernanceVerdict } from '@openbox/core-client/contract';
import { WorkflowSpanProcessor } from '@openbox/spans';
import type { Info } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import { DefaultLogger } from '@temporalio/worker';
import { createActivityInterceptor } from '../worker/activity-interceptor';
import type { GovernanceOptions } from '../worker/governance-config';

/** What one attempt meets. */
export interface Scene {
  info?: Partial<Info>;
  config?: GovernanceOptions;
  verdict?: (event: GovernanceEvent) => GovernanceVerdict | Promise<GovernanceVerdict>;
  approval?: ApprovalDecision;
  /** Interceptors that stand before the governing one. */
  before?: ActivityInterceptorsFactory[];
}

/** What was asked during one attempt. */
export interface Account {
  readonly events: GovernanceEvent[];
  readonly polls: unknown[];
  readonly heartbeats: unknown[];
  readonly environment: MockActivityEnvironment;
  readonly spans: WorkflowSpanProcessor;
}

/** One attempt of one governed activity, and the account of what was asked. */
export function stage({ info = {}, config = {}, verdict, approval, before = [] }: Scene): Account {
  const events: GovernanceEvent[] = [];
  const polls: unknown[] = [];
  const spans = new WorkflowSpanProcessor();
  const interceptor = createActivityInterceptor({
    spans,
    config,
    core: {
      evaluate(event) {
        events.push(event);
        return Promise.resolve(verdict?.(event) ?? { verdict: 'allow' });
      },
      pollApproval(key) {
        polls.push(key);
        return Promise.resolve(approval ?? { state: 'pending' });
      },
    },
  });
  const environment = new MockActivityEnvironment(
    {
      activityType: 'act',
      activityId: '7',
      taskQueue: 'q',
      workflowType: 'Flow',
      workflowExecution: { workflowId: 'w', runId: 'r' },
      ...info,
    },
    { interceptors: [...before, interceptor], logger: new DefaultLogger('ERROR', () => undefined) },
  );
  const heartbeats: unknown[] = [];
  environment.on('heartbeat', (details: unknown) => heartbeats.push(details));
  return { events, polls, heartbeats, environment, spans };
}

/** Answers one type of event with a verdict, and allows the rest. */
export function on(type: GovernanceEvent['event_type'], verdict: GovernanceVerdict) {
  return (event: GovernanceEvent): GovernanceVerdict =>
    event.event_type === type ? verdict : { verdict: 'allow' };
}

/** An allow that redacts. */
export function redaction(
  inputType: 'activity_input' | 'activity_output',
  redactedInput: unknown,
): GovernanceVerdict {
  return { verdict: 'allow', guardrails: { inputType, redactedInput, validationPassed: true, reasons: [] } };
}

/** The failure that a run must end with. */
export async function failureOf(run: Promise<unknown>): Promise<ApplicationFailure> {
  const error: unknown = await run.catch((thrown: unknown) => thrown);
  if (error instanceof ApplicationFailure) return error;
  throw new Error('expected an ApplicationFailure', { cause: error });
}

/** A body that returns its arguments. */
export function echo(...args: unknown[]): Promise<unknown[]> {
  return Promise.resolve(args);
}
