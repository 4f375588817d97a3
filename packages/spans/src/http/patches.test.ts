import { channel } from 'node:diagnostics_channel';
import { Agent, ClientRequest } from 'node:http';
import Module from 'node:module';
import * as indexModule from '../index';
import { testIdentity } from '../testing/test-identity';
import { CapturedActivities } from './capture.test-support';
import { startTestServer, type TestServer } from './http-server.test-support';
import { undiciPrototypes } from './undici/known-prototypes';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});

afterAll(async () => {
  await server.close();
});

function patchable(): unknown[] {
  return [
    Object.getOwnPropertyDescriptors(Agent.prototype),
    Object.getOwnPropertyDescriptors(ClientRequest.prototype),
    Object.getOwnPropertyDescriptors(Module.prototype),
    ...[...undiciPrototypes()].map((prototype) => Object.getOwnPropertyDescriptors(prototype)),
  ];
}

describe('httpCapture', () => {
  it("finds Node's own undici under Jest", () => {
    expect(Reflect.get(globalThis, Symbol.for('undici.globalDispatcher.1'))).toBeUndefined();
    expect(undiciPrototypes().size).toBeGreaterThan(0);
  });

  // covers: 168, W74
  it('takes back all that it changed, in any order of shutdown', async () => {
    const before = patchable();
    const captures = [1, 2, 3].map(() => new CapturedActivities());
    expect(patchable()).not.toEqual(before);
    await captures[1]?.run(async () => (await fetch(`${server.url}/echo`)).text());
    captures[1]?.shutdown();
    captures[0]?.shutdown();
    expect(patchable()).not.toEqual(before);
    captures[2]?.shutdown();
    expect(patchable()).toEqual(before);
  });

  it('of two copies of the package sees the activities of both, each once', async () => {
    let copy: typeof indexModule | undefined;
    jest.isolateModules(() => {
      copy = jest.requireActual<typeof indexModule>('../index');
    });
    const results: unknown[] = [];
    for (const { WorkflowSpanProcessor, registerInstrumentations, httpCapture } of [
      indexModule,
      copy ?? indexModule,
    ]) {
      const processor = new WorkflowSpanProcessor();
      const capture = registerInstrumentations(processor, [httpCapture()]);
      results.push(async () => {
        const scope = processor.startActivity(testIdentity());
        await processor.runActivity(scope, async () => (await fetch(`${server.url}/echo`)).text());
        return scope.finish().map(({ name }) => name);
      });
      results.push(() => {
        capture.shutdown();
      });
    }
    const [runFirst, endFirst, runSecond, endSecond] = results as [
      () => Promise<string[]>,
      () => void,
      () => Promise<string[]>,
      () => void,
    ];
    const both = ['activity.think', 'GET'];
    expect([await runFirst(), await runSecond()]).toEqual([both, both]);
    endFirst();
    expect([await runFirst(), await runSecond()]).toEqual([['activity.think'], both]);
    endSecond();
    expect(copy).not.toBe(indexModule);
  });

  // covers: W57
  it('warns once of a copy of undici that it cannot see, with the remedy', async () => {
    const emitWarning = jest.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    const activities = new CapturedActivities();
    // What an unseen copy does: it says that it made a request that nobody has dispatched.
    await activities.run(async () => {
      for (let count = 0; count < 2; count += 1)
        channel('undici:request:create').publish({ request: { method: 'GET' } });
      await new Promise((resolve) => setImmediate(resolve));
    });
    channel('undici:request:create').publish({ request: { method: 'GET' } });
    activities.shutdown();
    expect(emitWarning.mock.calls.map(([message]) => message)).toEqual([
      expect.stringContaining('mark it as external'),
    ]);
    emitWarning.mockRestore();
  });
});
