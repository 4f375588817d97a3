import { type ApprovalDecision } from '../contract/approval';
import { OpenBoxAuthError } from '../contract/errors/openbox-auth-error';
import { type OpenBoxError } from '../contract/errors/openbox-error';
import { OpenBoxConfigError } from '../contract/errors/openbox-config-error';
import { OpenBoxNetworkError } from '../contract/errors/openbox-network-error';
import { OpenBoxResponseError } from '../contract/errors/openbox-response-error';
import { type ApprovalKey, type CallOptions, type Evaluator } from '../contract/evaluator';
import { type GovernanceEvent } from '../contract/events';
import { type GovernanceVerdict } from '../contract/governance-verdict';
import { parseAgentValidation } from '../wire/agent-validation';
import { isJsonObject } from '../wire/json-object';
import { parseApprovalResponse } from '../wire/parse-approval-response';
import { parseEvaluateResponse } from '../wire/parse-evaluate-response';
import { type AgentIdentity } from './agent-identity';
import { apiErrorReason, readAnswer, toApiError } from './api-error';
import { BlockingTransport } from './blocking/blocking-transport';
import { CoreBreaker } from './core-breaker';
import { type CoreClientOptions, type ResolvedCoreClientOptions } from './core-client-options';
import { CorePool } from './core-pool';
import { type CoreAnswer, type CoreRequest, CoreTransport } from './core-transport';
import { type Handoff, serializeHandoff } from './handoff';
import { resolveCoreClientOptions } from './resolve-core-client-options';
import { serializeEvent } from './serialize-event';

const MAX_ANSWER_BYTES = 8 * 1024 * 1024;
const MAX_CONNECT_MS = 10_000;

/**
 * OpenBox Core over HTTP: asks for verdicts, polls approvals, checks a key.
 *
 * Owns its connections: call {@link close} when done. Two clients share nothing. Printing one shows no secret.
 *
 * @example
 * ```ts
 * const core = await CoreClient.connect({ url: 'https://core.openbox.ai', apiKey: process.env.OPENBOX_API_KEY });
 * const { verdict, reason } = await core.evaluate(event);
 * await core.close();
 * ```
 */
export class CoreClient implements Evaluator {
  /** Core's base URL. */
  readonly url: string;
  readonly #options: ResolvedCoreClientOptions;
  readonly #transport: CoreTransport;
  readonly #breaker: CoreBreaker | undefined;
  readonly #blockingTransport: BlockingTransport;

  /**
   * Checks the options; no request is made.
   *
   * @throws `OpenBoxConfigError`, `OpenBoxInsecureURLError`: see {@link CoreClientOptions}.
   */
  constructor(options: CoreClientOptions = {}) {
    const resolved = resolveCoreClientOptions(options);
    const { url, authenticator, timeoutMs, maxConnections, breaker, onWarning } = resolved;
    this.url = url;
    this.#options = resolved;
    const pool = {
      origin: new URL(url).origin,
      maxConnections,
      connectTimeoutMs: Math.min(timeoutMs, MAX_CONNECT_MS),
      maxAnswerBytes: MAX_ANSWER_BYTES,
    };
    this.#transport = new CoreTransport({ url, pool: new CorePool(pool), authenticator, timeoutMs });
    this.#blockingTransport = new BlockingTransport({
      url,
      pool: { ...pool, maxConnections: 1 },
      authenticator,
      timeoutMs,
      breaker,
      onWarning,
    });
    this.#breaker = breaker === false ? undefined : new CoreBreaker(breaker, onWarning);
  }

  /**
   * Makes a client whose key Core has accepted; with `validate: false` it does not ask.
   *
   * @throws as the constructor and {@link validate}; the connections are closed then.
   */
  static async connect(options: CoreClientOptions = {}): Promise<CoreClient> {
    const client = new CoreClient(options);
    try {
      if (client.#options.validate) await client.validate();
      return client;
    } catch (error) {
      await client.close();
      throw error;
    }
  }

  /**
   * Asks for the verdict on one event. The event's `timestamp` is set where it is absent.
   *
   * Where Core does not decide, `onApiError` does, and the verdict has `fallbackUsed: true` and a reason that begins with
   * `Governance API error: `. An event is sent again only where Core cannot have got it, or asks for it (HTTP 429).
   *
   * @throws the reason of `options.signal`, and nothing else.
   */
  async evaluate(event: GovernanceEvent, options: CallOptions = {}): Promise<GovernanceVerdict> {
    const { signal } = options;
    signal?.throwIfAborted();
    try {
      const answer = await this.#ask({ ...this.#evaluation(event), signal });
      return parseEvaluateResponse(readAnswer(answer));
    } catch (error) {
      throwIfCallersAbort(error, signal);
      return this.#decideInstead(toApiError(error), event);
    }
  }

  /**
   * As {@link evaluate}, but **blocks the calling thread** until the verdict is there, for the timeout and a few seconds at
   * most: only for callers that cannot wait, such as the gate of `fs.readFileSync`. A Core in this very thread cannot answer.
   *
   * The first call starts a thread, which {@link close} ends and which keeps no process alive. An authenticator of your own
   * has to answer at once rather than with a promise; the request counts as not signed otherwise.
   *
   * Never throws.
   */
  evaluateSync(event: GovernanceEvent): GovernanceVerdict {
    try {
      const answer = this.#blockingTransport.ask(this.#evaluation(event), this.#breaker?.probeTimeoutMs);
      return parseEvaluateResponse(readAnswer(answer));
    } catch (error) {
      return this.#decideInstead(toApiError(error), event);
    }
  }

  /**
   * Asks how a human decided. What could not be found out is `unavailable`, whatever `onApiError` says.
   *
   * @throws the reason of `options.signal`, and nothing else.
   */
  async pollApproval(key: ApprovalKey, options: CallOptions = {}): Promise<ApprovalDecision> {
    const { signal } = options;
    signal?.throwIfAborted();
    try {
      const ids = { workflow_id: key.workflowId, run_id: key.runId, activity_id: key.activityId };
      const body = Buffer.from(JSON.stringify(ids));
      const answer = await this.#ask({
        method: 'POST',
        path: '/governance/approval',
        body,
        isIdempotent: true,
        signal,
      });
      if (answer.status === 404) return { state: 'not_found' };
      // Whether an approval is over is for Core's clock to say, not for this machine's.
      return parseApprovalResponse(readAnswer(answer), answer.dateMs);
    } catch (error) {
      throwIfCallersAbort(error, signal);
      const apiError = toApiError(error);
      this.#options.onGovernanceError(apiError, {});
      return { state: 'unavailable', reason: apiErrorReason(apiError) };
    }
  }

  /**
   * Asks Core whom the key belongs to.
   *
   * @throws `OpenBoxAuthError` with code `key_refused` (401, 403, not valid) or `agent_inactive` (suspended);
   * `OpenBoxSigningError` where the signature is refused; `OpenBoxNetworkError` where Core cannot be reached or answers
   * with another status; `OpenBoxResponseError` where its answer is not one; the reason of `options.signal`.
   */
  async validate(options: CallOptions = {}): Promise<AgentIdentity> {
    const { signal } = options;
    signal?.throwIfAborted();
    try {
      const request = {
        method: 'GET',
        path: '/auth/validate',
        body: new Uint8Array(),
        isIdempotent: true,
        signal,
      } as const;
      return this.#toIdentity(readAnswer(await this.#transport.ask(request)));
    } catch (error) {
      throwIfCallersAbort(error, signal);
      throw this.#withRemedy(toApiError(error));
    }
  }

  /**
   * Hands the session over to another agent. Who hands over is proven by this client's own identity, so an API key alone
   * will not do.
   *
   * @returns Core's answer as it came.
   * @throws `OpenBoxConfigError` where no identity is configured or the target is empty; otherwise as {@link validate}.
   */
  async handoff(handoff: Handoff, options: CallOptions = {}): Promise<Readonly<Record<string, unknown>>> {
    const body = serializeHandoff(handoff);
    if (!this.#options.provesIdentity) {
      throw new OpenBoxConfigError(
        'a handoff is proven by the identity of the agent: set "agentDid" (OPENBOX_AGENT_DID) and "agentPrivateKey" (OPENBOX_AGENT_PRIVATE_KEY)',
      );
    }
    const { signal } = options;
    signal?.throwIfAborted();
    try {
      // Asked once: Core may have recorded a handoff whose answer was lost.
      const request = { method: 'POST', path: '/handoffs', body, isIdempotent: false, signal } as const;
      const answer = readAnswer(await this.#transport.ask(request));
      if (isJsonObject(answer)) return answer;
      throw new OpenBoxResponseError('the answer to the handoff is not a JSON object');
    } catch (error) {
      throwIfCallersAbort(error, signal);
      throw toApiError(error);
    }
  }

  /** Lets running calls end, then closes the connections. Later events get the verdict of `onApiError`. */
  async close(): Promise<void> {
    await Promise.all([this.#transport.close(), this.#blockingTransport.close()]);
  }

  #evaluation(event: GovernanceEvent): CoreRequest {
    const stamped = { ...event, timestamp: event.timestamp || new Date().toISOString() };
    const body = serializeEvent(stamped, this.#options.maxEventBytes);
    return { method: 'POST', path: '/governance/evaluate', body, isIdempotent: false };
  }

  #ask(request: CoreRequest): Promise<CoreAnswer> {
    return this.#breaker === undefined
      ? this.#transport.ask(request)
      : this.#breaker.ask((timeoutMs) => this.#transport.ask(request, timeoutMs));
  }

  #decideInstead(error: OpenBoxError, event: GovernanceEvent): GovernanceVerdict {
    this.#options.onGovernanceError(error, { event });
    const isRefused =
      error.code === 'key_refused' || error.code === 'agent_inactive' || error.code === 'signing_failed';
    const stops =
      this.#options.onApiError === 'fail_closed' || (isRefused && this.#options.authErrors === 'stop');
    return { verdict: stops ? 'halt' : 'allow', reason: apiErrorReason(error), fallbackUsed: true };
  }

  #toIdentity(body: unknown): AgentIdentity {
    const validation = parseAgentValidation(body);
    if (validation === undefined)
      throw new OpenBoxResponseError('the answer to the key check is not a JSON object');
    if (!validation.valid) throw new OpenBoxAuthError('key_refused', 'the key is not valid');
    if (!validation.active)
      throw new OpenBoxAuthError('agent_inactive', 'the agent of this key is suspended');
    const { agentId, agentName, environment = this.#options.environment } = validation;
    return {
      ...(agentId !== undefined && { agentId }),
      ...(agentName !== undefined && { agentName }),
      environment,
    };
  }

  /** The same error with where Core is and what to do, which only whoever configures the client may see. */
  #withRemedy(error: OpenBoxError): OpenBoxError {
    const what = error.message.replace(/^\[\w+\] /, '');
    const options = { cause: error.cause };
    switch (error.code) {
      case 'key_refused':
      case 'agent_inactive':
        return new OpenBoxAuthError(
          error.code,
          `OpenBox Core at ${this.url} refused the API key (${what}): check option "apiKey" or OPENBOX_API_KEY, and that its agent is active`,
          options,
        );
      case 'api_unreachable':
        return new OpenBoxNetworkError(
          `OpenBox Core at ${this.url} could not check the API key (${what}): check option "url" or OPENBOX_URL, and that Core runs`,
          options,
        );
      default:
        return error;
    }
  }
}

function throwIfCallersAbort(error: unknown, signal: AbortSignal | undefined): void {
  if (signal?.aborted === true && error === signal.reason) throw error;
}
