import type { WorkflowInterceptors } from '@temporalio/workflow';
import { createWaitsQuery } from './answer-run-waits';
import { claimRun } from './claim-run';
import { gateExternalCancels } from './gate-external-cancels';
import { createInboundGovernance } from './inbound-governance';
import { createOutboundGate } from './outbound-gate';
import { OwnCalls } from './own-calls';
import { PatchRestart } from './patch-restart';
import { RunGovernance } from './run-governance';
import { RunSession } from './run-session';
import { RunStatus } from './run-status';
import { Standstill } from './standstill';
import { createWakeInterceptor } from './take-wakes';
import { createWaitsView } from './show-waits';
import { createUpdateAdmission } from './update-admission';
import { WaitingDetails } from './waiting-details';
import { Wakeup } from './wakeup';

/**
 * Found in a prebuilt workflow bundle by the worker that is asked to run it: a bundle without this text was made
 * without governance. A property, so that no bundler drops it.
 */
const BUNDLE_MARKER = 'openbox:workflow-interceptors:v1';

/**
 * The module for `interceptors.workflowModules` or `workflowInterceptorModules`; the plugin adds it by itself. However
 * often a bundle has it, also from several copies of this package, a run is governed once.
 */
export function interceptors(): WorkflowInterceptors & { readonly openbox: string } {
  if (!claimRun()) return { openbox: BUNDLE_MARKER };
  const session = new RunSession();
  const status = new RunStatus();
  const board = new WaitingDetails(status);
  const restart = new PatchRestart();
  const standstill: Standstill = new Standstill(() => governance.edition >= 2);
  const wakeup = new Wakeup(standstill);
  const parts = { board, status, restart, wakeup, ownCalls: new OwnCalls(), standstill };
  const governance = new RunGovernance(session, parts);
  gateExternalCancels(governance);
  return {
    openbox: BUNDLE_MARKER,
    inbound: [
      session.inbound,
      restart.inbound,
      createWaitsQuery(governance, board),
      createInboundGovernance(governance, parts),
    ],
    outbound: [session.outbound, standstill.outbound, createOutboundGate(governance, parts)],
    internals: [
      standstill.internals,
      createWakeInterceptor(governance, parts),
      createUpdateAdmission(governance),
      createWaitsView(board),
    ],
  };
}
