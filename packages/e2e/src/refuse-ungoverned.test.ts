import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { withoutScope } from '@openbox/spans';
import { traced } from '@openbox/tracing';
import { verdict } from './harness/core-reply';
import { useTemporal } from './harness/test-temporal';
import { withWorker } from './harness/with-worker';
import { callActivity } from './workflows';

const temporal = useTemporal();
const run = promisify(execFile);
const ran = jest.fn();
let server: Server;

beforeAll(async () => {
  server = createServer((_request, response) => response.end('answer')).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => jest.clearAllMocks());

const port = (): number => (server.address() as AddressInfo).port;

async function shell(): Promise<string> {
  const { stdout } = await run(process.execPath, ['-e', 'console.log("done")']);
  ran();
  return stdout.trim();
}

const activities = {
  shell,
  async swallow(): Promise<string> {
    return shell().catch(() => 'went on');
  },
  tracedShell: (): Promise<string> => traced('shell', async () => withoutScope(shell))(),
  async socket(): Promise<string> {
    const socket = connect(port(), '127.0.0.1');
    await once(socket, 'connect');
    socket.destroy();
    return 'connected';
  },
  async request(): Promise<string> {
    return (await fetch(`http://127.0.0.1:${String(port())}/`)).text();
  },
};

const options = { activities, operationGovernance: true, refuseUngoverned: true } as const;

// covers: W57
test.each(['shell', 'swallow', 'socket'])(
  'an activity that does what nobody can be asked about is blocked before it does: %s',
  async (activity) => {
    const core = await temporal.startCore();
    const outcome = await withWorker(temporal, { core, ...options }, (worker) =>
      worker.execute(callActivity, { args: [activity, []] }),
    );
    expect(outcome.application).toMatchObject({ type: 'GovernanceStop', nonRetryable: true });
    expect(outcome.application?.message).toMatch(/cannot be governed, and refuseUngoverned is on/);
    expect(ran).not.toHaveBeenCalled();
    expect(core.eventsLike({ event_type: 'ActivityCompleted' })).toMatchObject([{ status: 'failed' }]);
  },
);

test.each([
  ['tracedShell', 'done'],
  ['request', 'answer'],
])('what is asked about as a whole goes through: %s', async (activity, result) => {
  const core = await temporal.startCore();
  const outcome = await withWorker(temporal, { core, ...options }, (worker) =>
    worker.execute(callActivity, { args: [activity, []] }),
  );
  expect(outcome.value).toBe(result);
  expect(core.events.filter(({ hook_trigger }) => hook_trigger === true)).toHaveLength(2);
});

test('a refused traced function starts no process', async () => {
  const core = await temporal.startCore((event) =>
    event.hook_trigger === true ? verdict('block', { reason: 'no shells' }) : undefined,
  );
  const outcome = await withWorker(temporal, { core, ...options }, (worker) =>
    worker.execute(callActivity, { args: ['tracedShell', []] }),
  );
  expect(outcome.application?.message).toBe('Governance blocked: no shells');
  expect(ran).not.toHaveBeenCalled();
});

test('activities whose operations are not governed, and channels that are not named, are left alone', async () => {
  const core = await temporal.startCore();
  const some = {
    core,
    activities,
    operationGovernance: ['socket'],
    refuseUngoverned: ['child_process'],
  } as const;
  await withWorker(temporal, some, async (worker) => {
    expect((await worker.execute(callActivity, { args: ['shell', []] })).value).toBe('done');
    expect((await worker.execute(callActivity, { args: ['socket', []] })).value).toBe('connected');
  });
});

test('where nothing is enforced it is said what would have been refused', async () => {
  const core = await temporal.startCore();
  const outcome = await withWorker(temporal, { core, ...options, enforcement: 'observe' }, (worker) =>
    worker.execute(callActivity, { args: ['shell', []] }),
  );
  expect(outcome.value).toBe('done');
  const warnings = temporal.log.linesWith('would be refused where verdicts are enforced');
  expect(warnings).toMatchObject([expect.stringContaining(`child_process.spawn (${process.execPath})`)]);
});
