import { type GovernanceEvent } from '../contract/events';
import { type Authenticator } from './authenticator';
import { type BreakerOptions } from './core-breaker';

/** What decides where Core cannot be asked: `fail_open` goes on, `fail_closed` halts. */
export type OnApiError = 'fail_open' | 'fail_closed';

/** What an API error was about. */
export interface GovernanceErrorContext {
  /** The event that was not decided; absent for an approval poll. */
  readonly event?: GovernanceEvent;
}

/**
 * Options of `CoreClient`. An option that is absent or `undefined` falls back to its environment variable, then to its
 * default; a blank variable counts as unset.
 */
export interface CoreClientOptions {
  /**
   * Base URL of OpenBox Core. https, or http to `localhost`, `127.0.0.1` or `::1`. A path before `/api/v1` is kept.
   * @defaultValue `OPENBOX_URL`, else `OPENBOX_API_URL`; required
   */
  readonly url?: string | undefined;
  /**
   * Key of the agent, `obx_live_...` or `obx_test_...`.
   * @defaultValue `OPENBOX_API_KEY`; required
   */
  readonly apiKey?: string | undefined;
  /**
   * Time for one call, repetitions included, as a text such as `'30s'` or in milliseconds. A call that takes longer is an
   * API error.
   * @defaultValue `OPENBOX_GOVERNANCE_TIMEOUT`, else `OPENBOX_TIMEOUT_SECONDS` (both in seconds), else `'30s'`
   */
  readonly timeout?: string | number | undefined;
  /**
   * What decides an event that Core could not: it could not be reached, or its answer is not one.
   * @defaultValue `OPENBOX_GOVERNANCE_POLICY`, else `OPENBOX_ON_API_ERROR`, else `'fail_open'`
   */
  readonly onApiError?: OnApiError | undefined;
  /**
   * What HTTP 401 and 403 do to an event: `stop` halts whatever {@link onApiError} says, so that a revoked key does not mean
   * ungoverned for ever; `follow_policy` treats them as any API error.
   * @defaultValue `'stop'`
   */
  readonly authErrors?: 'stop' | 'follow_policy' | undefined;
  /**
   * Whether `CoreClient.connect` asks Core about the key.
   * @defaultValue `true`
   */
  readonly validate?: boolean | undefined;
  /**
   * `did:aip:<uuid>` of the agent; requests are then signed. Needs {@link agentPrivateKey}.
   * @defaultValue `OPENBOX_AGENT_DID`, else requests are not signed
   */
  readonly agentDid?: string | undefined;
  /**
   * Base64 of the agent's raw 32-byte Ed25519 seed. Needs {@link agentDid}.
   * @defaultValue `OPENBOX_AGENT_PRIVATE_KEY`, else requests are not signed
   */
  readonly agentPrivateKey?: string | undefined;
  /**
   * Proof of identity of your own, in the place of the API key or DID.
   * @defaultValue by API key, or by DID where one is set
   */
  readonly authenticator?: Authenticator | undefined;
  /**
   * Bound of one event, in bytes. A larger one is sent without HTTP bodies, then without outputs, spans, inputs, and says
   * so in `metadata.openbox_dropped`.
   * @defaultValue `256_000`
   */
  readonly maxEventBytes?: number | undefined;
  /**
   * Connections to Core at the same time; further requests wait for one.
   * @defaultValue `64`
   */
  readonly maxConnections?: number | undefined;
  /**
   * When Core is not asked for a while because it does not answer; `false` asks always.
   * @defaultValue see {@link BreakerOptions}
   */
  readonly breaker?: BreakerOptions | false | undefined;
  /**
   * Told what an operator should know, such as that Core does not answer. A throw is ignored.
   * @defaultValue nobody is told
   */
  readonly onWarning?: ((message: string) => void) | undefined;
  /**
   * Told every API error: whatever made {@link onApiError} decide, or a poll fail. A throw is ignored.
   * @defaultValue nobody is told
   */
  readonly onGovernanceError?: ((error: Error, context: GovernanceErrorContext) => void) | undefined;
}

/** {@link CoreClientOptions} with every default applied and every value checked. Printing it shows no secret. */
export interface ResolvedCoreClientOptions {
  /** Without a trailing slash. */
  readonly url: string;
  readonly authenticator: Authenticator;
  /** Whether requests prove more than that an API key is known. */
  readonly provesIdentity: boolean;
  /** `live`, `test` or `unknown`, by the key's prefix. */
  readonly environment: string;
  readonly timeoutMs: number;
  readonly onApiError: OnApiError;
  readonly authErrors: 'stop' | 'follow_policy';
  readonly validate: boolean;
  readonly maxEventBytes: number;
  readonly maxConnections: number;
  readonly breaker: BreakerOptions | false;
  readonly onWarning: (message: string) => void;
  readonly onGovernanceError: (error: Error, context: GovernanceErrorContext) => void;
}
