import type { Sinks, WorkflowInterceptors } from '@temporalio/workflow';
import { proxySinks, workflowInfo } from '@temporalio/workflow';

interface AuditSinks extends Sinks {
  audit: { record(text: string): void };
}

/** A user's own Workflow interceptors and sink, which say what passes through them. */
export function interceptors(): WorkflowInterceptors {
  const { audit } = proxySinks<AuditSinks>();
  return {
    inbound: [
      {
        execute: (input, next) => {
          audit.record(`execute ${workflowInfo().workflowType}`);
          return next(input);
        },
      },
    ],
    outbound: [
      {
        scheduleActivity: (input, next) => {
          audit.record(`schedule ${input.activityType}`);
          return next(input);
        },
      },
    ],
  };
}
