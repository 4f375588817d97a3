import { redactInput } from '@openbox/core-client/contract';

/** The arguments of an event, with guardrails' data in their place where there is any. */
export function redactArgs(args: readonly unknown[], redactedInput: unknown): unknown[] {
  if (redactedInput === undefined) return [...args];
  const guardrails = {
    inputType: 'activity_input',
    redactedInput,
    validationPassed: true,
    reasons: [],
  } as const;
  return redactInput(args, guardrails).args;
}
