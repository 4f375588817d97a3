import { redactInput } from '@openbox/core-client/contract';
import { asGuardrails } from '../common/as-guardrails';

/** The arguments of an event, with guardrails' data in their place where there is any. */
export function redactArgs(args: readonly unknown[], redactedInput: unknown): unknown[] {
  return redactInput(args, asGuardrails('activity_input', redactedInput)).args;
}
