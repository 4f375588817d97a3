import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { SpanData } from '../data/span-data';
import { startTestServer } from './http-server.test-support';

interface Report {
  readonly spans: readonly SpanData[];
  readonly exported: readonly { name: string; scope: string; attributes: Record<string, unknown> }[];
}

describe("beside OpenTelemetry's own HTTP instrumentations", () => {
  let report: Report;
  let traceparents: unknown[];

  beforeAll(async () => {
    const server = await startTestServer();
    const fixture = join(__dirname, '../../test-fixtures/otel-runner.cjs');
    try {
      const { stdout } = await promisify(execFile)(process.execPath, [fixture, server.url]);
      report = JSON.parse(stdout) as Report;
      traceparents = server.received.map(({ headers }) => headers.traceparent);
    } finally {
      await server.close();
    }
  });

  it('each request is one span of the attempt, a child of what made it', () => {
    const [activity, work, ...requests] = report.spans;
    expect([activity?.name, work?.name]).toEqual(['activity.think', 'work']);
    expect(requests.map((span) => [span.name, span.attributes['http.target'], span.parent_span_id])).toEqual([
      ['POST', '/echo/http', work?.span_id],
      ['GET', '/redirect?to=/echo/fetch', work?.span_id],
      ['GET', '/echo/fetch', work?.span_id],
    ]);
    expect(requests[0]).toMatchObject({ request_body: 'by http' });
  });

  it("the program's exporter still has its own spans, without bodies", () => {
    const { exported } = report;
    const own = exported.filter(({ scope }) => scope.startsWith('@opentelemetry/instrumentation-'));
    expect(own.map(({ attributes }) => new URL(attributes['url.full'] as string).pathname)).toEqual(
      expect.arrayContaining(['/echo/http', '/redirect', '/echo/fetch', '/echo/outside']),
    );
    expect(JSON.stringify(exported)).not.toContain('by http');
    expect(traceparents.every((header) => typeof header === 'string')).toBe(true);
  });
});
