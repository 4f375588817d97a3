import type { OperationGate } from '../gate/operation-gate';
import { CapturedActivities } from './capture.test-support';
import { startTestServer, type TestServer } from './http-server.test-support';
import { PROGRAMS, type Program } from './programs.test-support';

let server: TestServer;
let secureServer: TestServer;

beforeAll(async () => {
  server = await startTestServer();
  secureServer = await startTestServer({ secure: true });
});

afterAll(async () => {
  await server.close();
  await secureServer.close();
});

/** What a program gets, and what its servers got of it. */
async function outcomeOf(program: Program): Promise<unknown> {
  const before = [server.received.length, secureServer.received.length];
  const result = await program(server.url, secureServer.url);
  // Whether a request that is aborted at once still comes here is a race, and it may come during the next program.
  const received = server.received.slice(before[0]).filter(({ url }) => !url.startsWith('/hang'));
  return { result, received, secure: secureServer.received.slice(before[1]) };
}

const later: OperationGate = {
  before: () => new Promise((resolve) => setImmediate(resolve)),
  after: () => undefined,
};

const atOnce: OperationGate = { before: () => undefined, after: () => undefined };

describe.each(Object.entries(PROGRAMS))('%s', (_name, program) => {
  // covers: 143, M4, W29
  it('is the same with capture as without', async () => {
    const without = await outcomeOf(program);
    const activities = new CapturedActivities();
    try {
      const withCapture = await activities.run(() => outcomeOf(program));
      expect(withCapture.result).toEqual(without);
      expect((await activities.run(() => outcomeOf(program), atOnce)).result).toEqual(without);
      expect((await activities.run(() => outcomeOf(program), later)).result).toEqual(without);
      expect(await outcomeOf(program)).toEqual(without);
    } finally {
      activities.shutdown();
    }
    expect(await outcomeOf(program)).toEqual(without);
  });
});
