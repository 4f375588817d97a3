/** An agent to be known to the server. */
export interface LocalAgentOptions {
  /** How people and policies (`agents: [...]`) call it; unique. */
  readonly name: string;
  /**
   * The key that its worker sends, `obx_test_...` or `obx_live_...`.
   *
   * @defaultValue a generated one, which is kept in the data folder and stays the same from one start to the next
   */
  readonly apiKey?: string;
  /** @defaultValue a generated UUID, kept like the key */
  readonly agentId?: string;
  /** DID of an agent that signs its requests. */
  readonly did?: string;
  /**
   * The raw Ed25519 public key of {@link did} in base64. With it every request must carry a valid signature; without it
   * signatures are not checked.
   */
  readonly publicKey?: string;
  /**
   * `false`: the key is known and refused, as of a suspended agent.
   *
   * @defaultValue `true`
   */
  readonly active?: boolean;
}

/** An agent that the server knows. */
export interface LocalAgent {
  readonly name: string;
  readonly agentId: string;
  readonly apiKey: string;
  readonly did?: string;
  readonly publicKey?: string;
  readonly active: boolean;
}
