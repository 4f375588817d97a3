import { context, SpanKind, type Attributes, type Context } from '@opentelemetry/api';
import type { HeaderRecord } from '../data/mask-headers';
import type { SpanBodyData } from '../data/span-data';
import { GovernedOperation } from '../gate/governed-operation';
import { noopGate } from '../gate/noop-gate';
import type { HttpRequestFacts, OperationFamily } from '../gate/operation';
import { neverThrow } from '../otel/never-throw';
import type { WorkflowSpanProcessor } from '../processor/workflow-span-processor';
import type { ActivityScope } from '../scope/activity-scope';
import { BodyCapture } from './body/body-capture';
import { BodyDigest } from './body/body-digest';
import type { HttpRequest } from './http-request';
import { maskUrl } from './mask-url';
import type { ResolvedHttpCaptureOptions } from './options';
import type { RecentIds } from './recent-ids';
import { toCapturedHeaders } from './to-captured-headers';
import { urlAttributes } from './url-attributes';

/** For whom requests are recorded, and how. */
export interface HttpRecording {
  readonly processor: WorkflowSpanProcessor;
  readonly options: ResolvedHttpCaptureOptions;
  /** Of the requests that were recorded last. */
  readonly ownSpanIds: RecentIds;
}

/**
 * One request and its response, as one governed operation: {@link before} asks whether it may be sent, {@link onResponse}
 * and the body captures are told what passes, {@link finish} records it. An exchange that is still going on when its
 * attempt finishes is recorded as far as it came.
 */
export class HttpExchange {
  readonly scope: ActivityScope;
  readonly recording: HttpRecording;
  /** The OpenTelemetry context that the request was made in. */
  readonly context: Context;
  readonly #request: HttpRequest;
  #operation: GovernedOperation | undefined;
  #requestBody: BodyCapture | undefined;
  #responseBody: BodyCapture | undefined;
  #comparedBody: BodyDigest | undefined;
  #bodyDigest: string | undefined;
  #response: { readonly statusCode: number; readonly headers: Record<string, string> } | undefined;
  #forget: (() => void) | undefined;
  #finished = false;

  constructor(
    scope: ActivityScope,
    recording: HttpRecording,
    request: HttpRequest,
    requestContext = context.active(),
  ) {
    this.scope = scope;
    this.recording = recording;
    this.context = requestContext;
    this.#request = request;
  }

  /** Whether anybody decides on this request; if not, it need not be held for a moment. */
  get isGoverned(): boolean {
    return this.scope.gate !== noopGate || this.scope.stopVerdict !== undefined;
  }

  /** Id of the span, once {@link before} was called. */
  get spanId(): string | undefined {
    return this.#operation?.span.spanContext().spanId;
  }

  /** The context with this request's span as the active one. */
  get operationContext(): Context {
    return context.with(this.context, () => this.#operation?.context ?? this.context);
  }

  /** Digest of what is known of the request's body by now; `undefined` where nobody is asked. */
  get knownBody(): string | undefined {
    return this.scope.isGated ? (this.#comparedBody ?? new BodyDigest(undefined)).toHex() : undefined;
  }

  /**
   * Asks the gate: at once where that is possible, otherwise wait for the promise.
   *
   * @param bodyDigest - of the body that is decided on
   * @throws {@link GovernanceRefusedError} (or rejects with it) when the request may not be sent
   */
  before(bodyDigest = this.knownBody): Promise<void> | void {
    const { options } = this.recording;
    const url = maskUrl(this.#request.url, options.maskQueryParams);
    this.#bodyDigest = bodyDigest;
    this.#comparedBody = undefined;
    const operation = context.with(
      this.context,
      () =>
        new GovernedOperation(this.scope, {
          operation: this.#describe(url),
          name: this.#request.method,
          kind: SpanKind.CLIENT,
          attributes: {
            'http.method': this.#request.method,
            'http.url': url,
            ...urlAttributes(url, this.#request.peer),
          },
        }),
    );
    this.#operation = operation;
    this.recording.ownSpanIds.add(operation.span.spanContext().spanId);
    this.#forget = this.scope.onFinish(() => {
      this.finish({ isComplete: false });
    });
    return operation.before();
  }

  /** Takes bytes of the request's body as they pass. */
  writeRequest(chunk: unknown, encoding?: unknown): void {
    if (this.#finished) return;
    this.#requestBody ??= this.#captureBody(this.#requestHeaders());
    this.#requestBody.write(chunk, encoding);
    if (!this.scope.isGated || this.#operation !== undefined) return;
    this.#comparedBody ??= new BodyDigest(headerValue(this.#requestHeaders(), 'content-type'));
    this.#comparedBody.write(chunk, encoding);
  }

  /** Forgets what {@link writeRequest} was given. */
  forgetRequestBody(): void {
    this.#requestBody = undefined;
  }

  onResponse(statusCode: number, headers: HeaderRecord): void {
    neverThrow('recording response headers', () => {
      this.#response = { statusCode, headers: toCapturedHeaders(headers, this.recording.options) };
      this.#responseBody = this.#captureBody(headers);
    });
  }

  /** Takes bytes of the response's body as they pass. */
  writeResponse(chunk: unknown, encoding?: unknown): void {
    if (!this.#finished) this.#responseBody?.write(chunk, encoding);
  }

  /** Records the exchange. Never throws; a second call does nothing. */
  finish(outcome: { readonly error?: unknown; readonly isComplete?: boolean } = {}): void {
    const operation = this.#operation;
    if (this.#finished || operation === undefined) return;
    this.#finished = true;
    this.#forget?.();
    neverThrow('recording an HTTP exchange', () => {
      if (!('error' in outcome) && outcome.isComplete !== false) {
        this.#requestBody?.end();
        this.#responseBody?.end();
      }
      const url = maskUrl(this.#request.url, this.recording.options.maskQueryParams);
      const described = this.#describe(url);
      this.recording.processor.storeBodyData(operation.span.spanContext().spanId, toBody(described.facts));
      const statusCode = this.#response?.statusCode;
      const attributes: Attributes = statusCode === undefined ? {} : { 'http.status_code': statusCode };
      operation.end({
        operation: described,
        attributes,
        ...('error' in outcome ? { error: outcome.error } : {}),
        ...(statusCode !== undefined && statusCode >= 400 ? { failure: `HTTP ${statusCode}` } : {}),
      });
    });
    this.#requestBody = undefined;
    this.#responseBody = undefined;
  }

  /** The refused operation has ended already; what it would have sent is still recorded. */
  finishRefused(): void {
    if (this.#finished) return;
    this.#finished = true;
    this.#forget?.();
    neverThrow('recording a refused request', () => {
      const spanId = this.spanId;
      if (spanId === undefined) return;
      this.recording.processor.storeBodyData(spanId, toBody(this.#describe('').facts));
    });
  }

  #describe(url: string): Extract<OperationFamily, { type: 'http_request' }> {
    const requestBody = this.#requestBody?.textSoFar();
    const responseBody = this.#responseBody?.textSoFar();
    const facts: HttpRequestFacts = {
      method: this.#request.method,
      url,
      requestHeaders:
        neverThrow('reading request headers', () =>
          toCapturedHeaders(this.#requestHeaders(), this.recording.options),
        ) ?? {},
      ...(requestBody === undefined ? {} : { requestBody }),
      ...(this.#bodyDigest === undefined ? {} : { bodyDigest: this.#bodyDigest }),
      ...(this.#response === undefined
        ? {}
        : { statusCode: this.#response.statusCode, responseHeaders: this.#response.headers }),
      ...(responseBody === undefined ? {} : { responseBody }),
    };
    return { type: 'http_request', facts };
  }

  #requestHeaders(): HeaderRecord {
    return neverThrow('reading request headers', () => this.#request.headers()) ?? {};
  }

  #captureBody(headers: HeaderRecord): BodyCapture {
    return new BodyCapture({
      contentType: headerValue(headers, 'content-type'),
      contentEncoding: headerValue(headers, 'content-encoding'),
      maxBytes: this.recording.options.maxBodyBytes,
    });
  }
}

function headerValue(headers: HeaderRecord, name: string): string | undefined {
  for (const [key, value] of Object.entries(headers)) {
    if (key.toLowerCase() === name && value !== undefined) {
      return typeof value === 'object' ? value.join(', ') : String(value);
    }
  }
  return undefined;
}

function toBody(facts: HttpRequestFacts): SpanBodyData {
  const { requestBody, responseBody, requestHeaders, responseHeaders } = facts;
  return {
    ...(requestBody === undefined ? {} : { request_body: requestBody }),
    ...(responseBody === undefined ? {} : { response_body: responseBody }),
    ...(requestHeaders === undefined ? {} : { request_headers: requestHeaders }),
    ...(responseHeaders === undefined ? {} : { response_headers: responseHeaders }),
  };
}
