import { OpenBoxConfigError } from '../contract/errors/openbox-config-error';

/** To whom a session is handed over. */
export interface Handoff {
  /** Core's id of the agent that takes over. */
  readonly targetAgentId: string;
  /** Text for people. */
  readonly reason?: string;
}

/**
 * The body of `POST /handoffs` (wire contract, part E).
 *
 * @throws `OpenBoxConfigError` where nobody is named.
 */
export function serializeHandoff({ targetAgentId, reason }: Handoff): Uint8Array {
  if (typeof targetAgentId !== 'string' || targetAgentId.trim() === '') {
    throw new OpenBoxConfigError('"targetAgentId" is empty: name the agent that takes over');
  }
  return Buffer.from(
    JSON.stringify({ target_agent_id: targetAgentId, ...(reason !== undefined && { reason }) }),
  );
}
