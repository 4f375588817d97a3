import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { GovernanceEvent } from '@openbox/core-client/contract';
import { copyPackages } from './harness/copy-packages';
import type { PackagesCopy } from './harness/copy-packages';
import { verdict } from './harness/core-reply';
import { EnvironmentName, requireEnvironment } from './harness/environment-names';
import { eventually } from './harness/eventually';
import type { Outcome } from './harness/outcome';
import { outcomeOf } from './harness/outcome';
import type { ScriptedCore } from './harness/scripted-core';
import { useTemporal } from './harness/test-temporal';
import { uniqueName } from './harness/worker-run';
import { callActivity } from './workflows';

const temporal = useTemporal();
const OWN_COPY = join(__dirname, '..', '..', 'temporal');
const visited: string[] = [];
const shop = createServer((request, response) => {
  visited.push(request.url ?? '');
  response.end('sold');
});
const children: ChildProcess[] = [];
let copy: PackagesCopy;

beforeAll(async () => {
  copy = copyPackages();
  shop.listen(0, '127.0.0.1');
  await once(shop, 'listening');
});
beforeEach(() => visited.splice(0));
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});
afterAll(() => {
  shop.close();
  shop.closeAllConnections();
  copy.remove();
});

interface Workers {
  readonly visit: (worker: number, path: string, activity?: string) => Promise<Outcome>;
  /** Ends the process; what it said. */
  readonly end: () => Promise<string>;
}

async function startWorkers(
  cores: readonly ScriptedCore[],
  copies: string[],
  thread = false,
): Promise<Workers> {
  const taskQueue = uniqueName('queue');
  const child = spawn(process.execPath, [join(__dirname, 'processes', 'isolated-workers.cjs')], {
    env: {
      PATH: process.env.PATH,
      ADDRESS: requireEnvironment(EnvironmentName.ADDRESS),
      CODE_PATH: requireEnvironment(EnvironmentName.GOVERNED_BUNDLE),
      TASK_QUEUE: taskQueue,
      COPIES: JSON.stringify(copies),
      CORES: JSON.stringify(cores.map(({ url, apiKey }) => ({ url, apiKey }))),
      THREAD: String(thread),
    },
  });
  children.push(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  await eventually('the workers run', () => output.includes('running') || child.exitCode !== null, 40_000);
  const { port } = shop.address() as AddressInfo;
  return {
    async visit(worker, path, activity = 'visit') {
      const handle = await temporal.client.workflow.start(callActivity, {
        args: [activity, [`http://127.0.0.1:${String(port)}${path}`], { retry: { maximumAttempts: 1 } }],
        workflowId: uniqueName('isolated'),
        taskQueue: `${taskQueue}-${String(worker)}`,
      });
      return outcomeOf(handle);
    },
    async end() {
      const closed = once(child, 'close');
      child.stdin.end();
      await closed;
      return output;
    },
  };
}

const isOperation = ({ hook_trigger }: GovernanceEvent): boolean => hook_trigger === true;

const blockForbidden = (event: GovernanceEvent) =>
  isOperation(event) && JSON.stringify(event.spans).includes('forbidden')
    ? verdict('block', { reason: 'not there' })
    : undefined;

test.each(['visit', 'visitByHttp'])(
  'two copies of the packages, with two keys, share a process and nothing else: %s',
  async (activity) => {
    const first = await temporal.startCore();
    const second = await temporal.startCore(blockForbidden);
    const workers = await startWorkers([first, second], [OWN_COPY, copy.temporal]);

    const outcomes = await Promise.all([
      workers.visit(0, '/forbidden-to-second', activity),
      workers.visit(1, '/second', activity),
      workers.visit(1, '/forbidden', activity),
    ]);
    const output = await workers.end();

    expect(outcomes.map(({ status }) => status)).toEqual(['completed', 'completed', 'failed']);
    expect(visited.sort()).toEqual(['/forbidden-to-second', '/second']);
    // Each request is asked about once and reported once, by the copy whose activity made it.
    expect(first.events.filter(isOperation)).toHaveLength(2);
    expect(second.events.filter(isOperation)).toHaveLength(3);
    expect(new Set(first.events.map(({ task_queue }) => task_queue)).size).toBe(1);
    expect(first.archive.join('\n')).not.toContain('/second"');
    expect(second.archive.join('\n')).not.toContain('/forbidden-to-second');
    expect(output).toContain('restored true');
  },
);

test('a worker in a worker thread governs as elsewhere', async () => {
  const core = await temporal.startCore(blockForbidden);
  const workers = await startWorkers([core], [OWN_COPY], true);

  expect((await workers.visit(0, '/open')).value).toBe('sold');
  expect((await workers.visit(0, '/forbidden')).status).toBe('failed');
  const output = await workers.end();

  expect(visited).toEqual(['/open']);
  expect(output).toContain('restored true');
});

test('a thread that an activity starts is a program of its own: the activity is governed, its requests are not', async () => {
  const core = await temporal.startCore();
  const workers = await startWorkers([core], [OWN_COPY]);

  expect((await workers.visit(0, '/from-thread', 'visitInThread')).value).toBe('sold');
  await workers.end();

  expect(visited).toEqual(['/from-thread']);
  expect(core.story).toContain('ActivityStarted visitInThread');
  expect(core.events.filter(isOperation)).toEqual([]);
});
