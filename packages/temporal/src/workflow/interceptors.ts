import type { WorkflowInterceptors } from '@temporalio/workflow';
import { createInboundGovernance } from './inbound-governance';
import { createOutboundGate } from './outbound-gate';
import { RunGovernance } from './run-governance';
import { RunSession } from './run-session';
import { createUpdateAdmission } from './update-admission';
import { WaitingDetails } from './waiting-details';

/**
 * Found in a prebuilt workflow bundle by the worker that is asked to run it: a bundle without this text was made
 * without governance. A property, so that no bundler drops it.
 */
const BUNDLE_MARKER = 'openbox:workflow-interceptors:v1';

/** The module for `interceptors.workflowModules` or `workflowInterceptorModules`; the plugin adds it by itself. */
export function interceptors(): WorkflowInterceptors & { readonly openbox: string } {
  const session = new RunSession();
  const board = new WaitingDetails();
  const governance = new RunGovernance(session, board);
  return {
    openbox: BUNDLE_MARKER,
    inbound: [session.inbound, createInboundGovernance(governance)],
    outbound: [session.outbound, createOutboundGate(governance, board)],
    internals: [createUpdateAdmission(governance)],
  };
}
