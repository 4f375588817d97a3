import type { Operation } from '../gate/operation';

/** An operation with the given name, for tests. */
export function testOperation(name = 'GET'): Operation {
  return {
    type: 'http_request',
    facts: { method: 'GET', url: 'https://api.example.com/' },
    spanId: '1a2b3c4d5e6f7890',
    traceId: '1a2b3c4d5e6f78901a2b3c4d5e6f7890',
    parentSpanId: null,
    name,
    kind: 'CLIENT',
    startTimeNs: 1_704_067_200_000_000_000,
    attributes: {},
  };
}
