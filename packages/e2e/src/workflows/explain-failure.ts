import { getGovernanceFailure } from '@openbox/temporal/workflow';
import { callActivity } from './basic';

/** Catches what an Activity fails with, and returns what governance says of it. */
export async function explainFailure(activity: string): Promise<unknown> {
  try {
    return await callActivity(activity);
  } catch (error) {
    const failure = getGovernanceFailure(error);
    if (failure === undefined) throw error;
    const { type, verdict, reason, policyId } = failure;
    return { type, verdict, reason, policyId };
  }
}
