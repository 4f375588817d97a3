import { ActivityScope } from '@openbox/spans';
import type { Operation } from '@openbox/spans';

/** An HTTP request that some code is about to make. */
export function httpRequest(url: string): Operation {
  return {
    type: 'http_request',
    facts: { method: 'GET', url },
    spanId: '00f067aa0ba902b7',
    traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
    parentSpanId: null,
    name: 'GET',
    kind: 'CLIENT',
    startTimeNs: 1_700_000_000_000_000_000,
    attributes: { 'http.method': 'GET', 'http.url': url },
  };
}

/** Do one operation as an instrumentation does it: ask, run, report. */
export async function perform(operation: Operation, effect: () => void = () => undefined): Promise<void> {
  const scope = ActivityScope.current();
  await scope?.before(operation);
  effect();
  scope?.after({ ...operation, endTimeNs: operation.startTimeNs + 1_000, durationNs: 1_000 });
}
