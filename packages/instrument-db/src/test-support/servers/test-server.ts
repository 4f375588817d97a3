/** A database server that tests run against. */
export interface TestServer {
  readonly url: string;
  /** Ends it and removes what it has stored. */
  stop(): Promise<void>;
}

/** A server that cannot be had on this machine. The message is one line and says how to get it. */
export class MissingServerError extends Error {
  override readonly name = 'MissingServerError';
}
