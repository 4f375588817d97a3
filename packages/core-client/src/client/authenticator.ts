/** One request that is about to be sent. Made anew for every attempt. */
export interface AuthenticatorRequest {
  readonly method: 'GET' | 'POST';
  /** Without the prefix of the API's version, such as `/governance/evaluate`. */
  readonly path: string;
  /** The exact bytes that will be sent; empty where there is no body. */
  readonly body: Uint8Array;
}

/** What makes a request one of the agent. */
export interface Authentication {
  /** Version of the API that this identity speaks, such as `/api/v1`. */
  readonly pathPrefix: string;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Proves to Core who asks. Called for every attempt, so that a signature is never sent twice.
 *
 * A throw fails the attempt: it is an API error, and is not retried.
 */
export type Authenticator = (request: AuthenticatorRequest) => Authentication | Promise<Authentication>;

/** The version of the API that API keys and DIDs speak. */
export const API_V1 = '/api/v1';
