/** Whom an API key belongs to, as Core says. */
export interface AgentIdentity {
  readonly agentId?: string;
  readonly agentName?: string;
  /** `live`, `test` or `unknown`. */
  readonly environment: string;
}
