import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { SpanData } from '../data/span-data';
import { startTestServer, type TestServer } from './http-server.test-support';
import { TESTED_LIBRARIES } from './tested-libraries.test-support';

interface Report {
  readonly without: Readonly<Record<string, unknown>>;
  readonly withCapture: Readonly<Record<string, unknown>>;
  readonly afterwards: Readonly<Record<string, unknown>>;
  readonly spans: Readonly<Record<string, readonly SpanData[]>>;
  readonly refused: Readonly<Record<string, unknown>>;
}

const FIXTURES = join(__dirname, '../../test-fixtures');

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});

afterAll(async () => {
  await server.close();
});

async function runLibrary(library: string, when: 'before' | 'after'): Promise<Report> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--import', '@openbox/spans/register', join(FIXTURES, 'library-runner.mjs'), library, server.url, when],
    { cwd: FIXTURES, maxBuffer: 64 * 1024 * 1024 },
  );
  return JSON.parse(stdout) as Report;
}

describe.each(TESTED_LIBRARIES.map((library) => [`${library.name} ${library.version}`, library] as const))(
  '%s',
  (_name, { installedAs, programs }) => {
    // covers: W55, M5
    it.each(['before', 'after'] as const)(
      'loaded %s capture is on, does what it does without, is seen and can be refused',
      async (when) => {
        const received = server.received.length;
        const report = await runLibrary(installedAs, when);
        expect(Object.keys(report.spans)).toEqual(programs);
        expect(report.withCapture).toEqual(report.without);
        expect(report.afterwards).toEqual(report.without);

        const {
          json = [],
          failure = [],
          refusedConnection = [],
          stream = [],
          redirect,
          gzip,
          upload,
        } = report.spans;
        expect(json).toHaveLength(1);
        expect(json[0]).toMatchObject({ name: 'POST', http_method: 'POST', http_status_code: 200 });
        expect(json[0]?.request_body).toContain('question');
        expect(json[0]?.response_body).toMatch(/question|answer/);
        expect(failure.map((span) => [span.status.code, span.http_status_code])).toEqual([['ERROR', 404]]);
        expect(refusedConnection.length).toBeLessThanOrEqual(1);
        for (const span of refusedConnection) expect(span.status.code).toBe('ERROR');
        expect(stream).toHaveLength(1);
        expect(stream[0]?.response_body).toContain('data: ');
        expect(redirect?.map((span) => span.http_status_code) ?? [302, 200]).toEqual([302, 200]);
        expect(gzip?.[0]?.response_body ?? 'héllo').toContain('héllo');
        expect(upload?.[0]?.request_body ?? 'a body that comes in parts').toContain(
          'a body that comes in parts',
        );
        expect(JSON.stringify(report.spans)).not.toContain('sentinel');

        for (const errors of Object.values(report.refused)) {
          expect(JSON.stringify(errors)).toContain('refused by governance');
        }
        const perRun = Object.values(report.spans)
          .flat()
          .filter((span) => span.http_status_code !== undefined).length;
        // With capture, without it and after it: the refused run sent nothing.
        expect(server.received.length - received).toBe(perRun * (when === 'before' ? 3 : 2));
      },
    );
  },
);
