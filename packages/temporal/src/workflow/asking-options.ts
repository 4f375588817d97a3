import type { ActivityOptions } from '@temporalio/workflow';
import type { ApprovalOutcome } from '../common/governance-activity';

/**
 * How the activity runs that asks in a run's place until a human has decided. One question is bounded, their number is
 * not.
 *
 * The activity gives signs of life while it asks: a question that died with its worker, or that the server handed to a
 * worker which was just leaving, is asked again by another one within seconds. The pace is that of a worker that dies;
 * else `hitlPollInterval` decides.
 */
export const ASKING_OPTIONS = {
  startToCloseTimeout: '5m',
  heartbeatTimeout: '10s',
  retry: { initialInterval: '2s', backoffCoefficient: 1 },
  cancellationType: 'TRY_CANCEL',
} as const satisfies ActivityOptions;

/** The outcome where the worker answered without one. */
export const UNTOLD: ApprovalOutcome = {
  state: 'expired',
  reason: 'the worker could not say how it was decided',
};
