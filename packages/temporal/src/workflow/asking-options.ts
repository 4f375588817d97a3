import type { ActivityOptions } from '@temporalio/workflow';
import type { ApprovalOutcome } from '../common/governance-activity';

/**
 * How the activity runs that asks in a run's place until a human has decided. One question is bounded, their number is
 * not. The pace is that of a worker that dies; else `hitlPollInterval` decides.
 */
export const ASKING_OPTIONS = {
  startToCloseTimeout: '5m',
  retry: { initialInterval: '10s', backoffCoefficient: 1 },
  cancellationType: 'TRY_CANCEL',
} as const satisfies ActivityOptions;

/** The outcome where the worker answered without one. */
export const UNTOLD: ApprovalOutcome = {
  state: 'expired',
  reason: 'the worker could not say how it was decided',
};
