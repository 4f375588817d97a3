import type { ActivityIdentity } from '@openbox/spans';
import { WORKFLOW_TYPE_HEADER } from '../common/workflow-type-header';

/** What Temporal says of one Nexus operation that starts. */
export interface NexusStart {
  readonly service: string;
  readonly operation: string;
  readonly requestId: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly inboundLinks: readonly { readonly url: URL }[];
}

/** The run that called a Nexus operation. */
export interface NexusCaller {
  readonly namespace: string;
  readonly workflowId: string;
  readonly runId: string;
}

/** Form of Temporal's links: `temporal:///namespaces/<namespace>/workflows/<workflow id>/<run id>`, then what of it. */
const WORKFLOW_LINK = /^\/namespaces\/([^/]+)\/workflows\/([^/]+)\/([^/]+)/;

/** The run that a Nexus operation was called from; `undefined` where its caller is no workflow of Temporal. */
export function nexusCaller({ inboundLinks }: NexusStart): NexusCaller | undefined {
  for (const { url } of inboundLinks) {
    const [, namespace, workflowId, runId] = WORKFLOW_LINK.exec(url.pathname) ?? [];
    if (namespace === undefined || workflowId === undefined || runId === undefined) continue;
    return {
      namespace: decodeURIComponent(namespace),
      workflowId: decodeURIComponent(workflowId),
      runId: decodeURIComponent(runId),
    };
  }
  return undefined;
}

/**
 * Who a Nexus operation is, in events and spans: an activity of the run that called it. Core refuses events without a
 * workflow and a run, so one without such a caller stands for its own run.
 */
export function nexusIdentity(start: NexusStart, taskQueue: string): ActivityIdentity {
  const caller = nexusCaller(start);
  const name = `${start.service}.${start.operation}`;
  return {
    workflowId: caller?.workflowId ?? start.requestId,
    runId: caller?.runId ?? start.requestId,
    workflowType: name,
    taskQueue,
    activityId: start.requestId,
    activityType: name,
    attempt: 1,
  };
}

/**
 * The workflow type whose options an operation is governed by: that of the run that called it, where it says so and is of
 * our own namespace; else the operation's own name. Programs of other namespaces do not choose how they are governed here.
 */
export function nexusGovernedType(start: NexusStart, namespace: string | undefined): string {
  const isOurs = namespace !== undefined && nexusCaller(start)?.namespace === namespace;
  const named = isOurs ? start.headers[WORKFLOW_TYPE_HEADER] : undefined;
  return named ?? `${start.service}.${start.operation}`;
}
