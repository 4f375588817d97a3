import * as v from 'valibot';
import { isJsonObject } from './json-object';
import { textField } from './lenient-field';

/** Answer to `GET /api/v1/auth/validate`, as a correct server writes it. */
export const AgentValidationResponseSchema = v.looseObject({
  valid: v.exactOptional(v.boolean()),
  active: v.exactOptional(v.boolean()),
  agent_id: v.exactOptional(v.nullable(v.string())),
  agent_name: v.exactOptional(v.nullable(v.string())),
  environment: v.exactOptional(v.nullable(v.string())),
  message: v.exactOptional(v.nullable(v.string())),
});

/** A key check's answer in its wire form. */
export type AgentValidationResponse = v.InferOutput<typeof AgentValidationResponseSchema>;

/** What Core says about a key and its agent. */
export interface AgentValidation {
  /** `false` only where Core says so. */
  readonly valid: boolean;
  /** `false` where Core knows the key and has suspended its agent. */
  readonly active: boolean;
  readonly agentId?: string;
  readonly agentName?: string;
  readonly environment?: string;
  readonly message?: string;
}

/** Reads the answer to a key check; `undefined` where it is not one. */
export function parseAgentValidation(body: unknown): AgentValidation | undefined {
  if (!isJsonObject(body)) return undefined;
  const agentId = textField(body.agent_id);
  const agentName = textField(body.agent_name);
  const environment = textField(body.environment);
  const message = textField(body.message);
  return {
    valid: body.valid !== false,
    active: body.active !== false,
    ...(agentId !== undefined && { agentId }),
    ...(agentName !== undefined && { agentName }),
    ...(environment !== undefined && { environment }),
    ...(message !== undefined && { message }),
  };
}
