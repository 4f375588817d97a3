import { trace } from '@opentelemetry/api';

/** A proxy of the OpenTelemetry API: hands calls on to whichever provider is set at the moment. */
export interface ProviderProxy {
  getDelegate(): unknown;
  /** `undefined` makes it a proxy without a provider again. */
  setDelegate(delegate: unknown): void;
}

/** The provider that the global OpenTelemetry API uses now, and the proxy it sits behind. */
export interface CurrentProvider {
  readonly provider: unknown;
  readonly proxy: ProviderProxy | undefined;
}

const MAX_PROXIES = 8;

/** Finds the tracer provider behind the global API, through however many proxies. */
export function currentProvider(): CurrentProvider {
  let provider: unknown = trace.getTracerProvider();
  let proxy: ProviderProxy | undefined;
  for (let depth = 0; depth < MAX_PROXIES && isProxy(provider); depth += 1) {
    proxy = provider;
    provider = provider.getDelegate();
  }
  return { provider, proxy };
}

function isProxy(value: unknown): value is ProviderProxy {
  return (
    typeof value === 'object' &&
    value !== null &&
    'getDelegate' in value &&
    'setDelegate' in value &&
    typeof value.getDelegate === 'function' &&
    typeof value.setDelegate === 'function'
  );
}
