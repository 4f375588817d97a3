import childProcess, { execFile, spawn } from 'node:child_process';
import dgram from 'node:dgram';
import { once } from 'node:events';
import http from 'node:http';
import http2 from 'node:http2';
import net from 'node:net';
import type { AddressInfo } from 'node:net';
import tls from 'node:tls';
import { promisify } from 'node:util';
import workerThreads from 'node:worker_threads';
import { GovernanceRefusedError } from '@openbox/core-client/contract';
import { registerInstrumentations, type Capture } from '../instrumentation/register-instrumentations';
import { httpCapture } from '../http/http-capture';
import { WorkflowSpanProcessor } from '../processor/workflow-span-processor';
import { withoutScope } from '../scope/without-scope';
import { InMemoryGate } from '../testing/in-memory-gate';
import { testIdentity } from '../testing/test-identity';
import type { UngovernedOperation } from './ungoverned-operation';
import { ungovernedOperations } from './ungoverned-operations';

/** Refuses whatever no operation stands for, unless told otherwise. */
class StrictGate extends InMemoryGate {
  readonly ungoverned: UngovernedOperation[] = [];
  refuses = true;

  beforeUngoverned(operation: UngovernedOperation): void {
    this.ungoverned.push(operation);
    if (this.refuses) throw new GovernanceRefusedError({ verdict: 'block', reason: `no ${operation.name}` });
  }
}

let processor: WorkflowSpanProcessor;
let capture: Capture;
let gate: StrictGate;
let server: http.Server;
let port: number;
let connections = 0;

beforeEach(async () => {
  connections = 0;
  gate = new StrictGate();
  processor = new WorkflowSpanProcessor({ ignoredUrls: [] });
  server = http.createServer((_request, response) => response.end('answer'));
  server.on('connection', () => (connections += 1));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ({ port } = server.address() as AddressInfo);
  capture = registerInstrumentations(processor, [
    httpCapture({ ignoredUrls: [`http://127.0.0.1:${String(port)}/ignored`] }),
    ungovernedOperations(),
  ]);
});

afterEach(async () => {
  capture.shutdown();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

async function inActivity<T>(body: () => T | Promise<T>): Promise<T> {
  const scope = processor.startActivity(testIdentity(), { gate });
  try {
    return await scope.run(async () => body());
  } finally {
    scope.finish();
  }
}

const echo = [process.execPath, ['-e', 'console.log("ran")']] as const;
const connected = async (socket: net.Socket | dgram.Socket): Promise<void> => {
  await once(socket, 'connect');
  if (socket instanceof net.Socket) socket.destroy();
  else socket.close();
};

const forms: [string, () => unknown][] = [
  ['child_process.spawn', () => childProcess.spawn(...echo)],
  ['child_process.spawn', () => spawn(...echo)],
  ['child_process.spawn', () => promisify(execFile)(...echo)],
  ['child_process.spawn', () => promisify(childProcess.exec)('true')],
  ['child_process.spawn', () => childProcess.fork(__filename)],
  ['child_process.spawnSync', () => childProcess.spawnSync(...echo)],
  ['child_process.execSync', () => childProcess.execSync('true')],
  ['child_process.execFileSync', () => childProcess.execFileSync(...echo)],
  ['worker_threads.Worker', () => new workerThreads.Worker('process.exit()', { eval: true })],
  ['http2.connect', () => http2.connect(`http://127.0.0.1:${String(port)}`)],
  ['net.Socket.connect', () => net.connect(port, '127.0.0.1')],
  ['net.Socket.connect', () => net.createConnection({ host: '127.0.0.1', port })],
  ['net.Socket.connect', () => new net.Socket().connect(port)],
  ['net.Socket.connect', () => net.connect('/nowhere')],
  ['net.Socket.connect', () => tls.connect(port, '127.0.0.1')],
  ['dgram.Socket.send', () => dgram.createSocket('udp4').send('x', port, '127.0.0.1')],
  ['dgram.Socket.connect', () => dgram.createSocket('udp4').connect(port, '127.0.0.1')],
];

// covers: W57
test.each(forms)('is refused before it happens, and ends the attempt: %s', async (name, call) => {
  const scope = processor.startActivity(testIdentity(), { gate });
  await expect(scope.run(async () => call())).rejects.toThrow(GovernanceRefusedError);
  expect(gate.ungoverned).toMatchObject([{ name }]);
  expect(scope.stopVerdict).toMatchObject({ verdict: 'block', reason: `no ${name}` });
  expect(connections).toBe(0);
  gate.refuses = false;
  await expect(scope.run(async () => call())).rejects.toThrow(GovernanceRefusedError);
  expect(gate.ungoverned).toHaveLength(1);
});

test('names the program, the file and the address, and no arguments', async () => {
  gate.refuses = false;
  await inActivity(async () => {
    await promisify(execFile)(process.execPath, ['-e', '"secret"']);
    childProcess.execSync('echo secret');
    childProcess.spawnSync('echo secret', { shell: true });
    childProcess.execFileSync('true', ['secret']);
    const thread = new workerThreads.Worker('"secret"', { eval: true });
    await once(thread, 'exit');
    await connected(net.connect(port, '127.0.0.1'));
    await connected(net.connect({ port }));
    const session = http2.connect(`http://user:secret@127.0.0.1:${String(port)}/x`);
    session.on('error', () => undefined);
    session.destroy();
  });
  expect(gate.ungoverned).toEqual([
    { channel: 'child_process', name: 'child_process.spawn', target: process.execPath },
    { channel: 'child_process', name: 'child_process.execSync' },
    { channel: 'child_process', name: 'child_process.spawnSync' },
    { channel: 'child_process', name: 'child_process.execFileSync', target: 'true' },
    { channel: 'worker_threads', name: 'worker_threads.Worker' },
    { channel: 'socket', name: 'net.Socket.connect', target: `127.0.0.1:${String(port)}` },
    { channel: 'socket', name: 'net.Socket.connect', target: `localhost:${String(port)}` },
    { channel: 'http2', name: 'http2.connect', target: `http://127.0.0.1:${String(port)}` },
    { channel: 'socket', name: 'net.Socket.connect', target: `127.0.0.1:${String(port)}` },
  ]);
});

test.each<[string, () => Promise<string>]>([
  ['fetch', async () => (await fetch(`http://127.0.0.1:${String(port)}/`)).text()],
  ['an ignored fetch', async () => (await fetch(`http://127.0.0.1:${String(port)}/ignored`)).text()],
  ['node:http', () => get('/')],
  ['node:http without an agent', () => get('/', { agent: false })],
  ['an ignored request', () => get('/ignored', { agent: false })],
])('leaves the connections of governed requests alone: %s', async (_name, call) => {
  expect(await inActivity(call)).toBe('answer');
  expect(gate.ungoverned).toEqual([]);
});

test('leaves alone what is none of an activity’s, and what is called outside of it', async () => {
  const ran = promisify(childProcess.execFile);
  expect((await ran(...echo)).stdout).toBe('ran\n');
  expect((await inActivity(() => withoutScope(() => ran(...echo)))).stdout).toBe('ran\n');
  const another = new WorkflowSpanProcessor();
  const scope = another.startActivity(testIdentity(), { gate });
  expect((await scope.run(() => ran(...echo))).stdout).toBe('ran\n');
  expect(gate.ungoverned).toEqual([]);
});

test('a gate that says nothing of it lets it happen', async () => {
  const scope = processor.startActivity(testIdentity(), { gate: new InMemoryGate() });
  const { stdout } = await scope.run(() => promisify(execFile)(...echo));
  expect(stdout).toBe('ran\n');
});

test('is taken back without a trace, and a thread’s class stays what it is meanwhile', async () => {
  const { Worker } = workerThreads;
  const thread = new Worker('', { eval: true });
  expect(thread).toBeInstanceOf(Worker);
  class Own extends Worker {}
  const own = new Own('', { eval: true });
  expect(own).toBeInstanceOf(Own);
  await Promise.all([once(thread, 'exit'), once(own, 'exit')]);
  capture.shutdown();
  expect(workerThreads.Worker).not.toBe(Worker);
  expect(thread).toBeInstanceOf(workerThreads.Worker);
  await expect(inActivity(() => promisify(execFile)(...echo))).resolves.toMatchObject({ stdout: 'ran\n' });
  expect(gate.ungoverned).toEqual([]);
});

test('watches the channels that are asked for alone', async () => {
  capture.shutdown();
  capture = registerInstrumentations(processor, [ungovernedOperations(['child_process'])]);
  await inActivity(() => connected(net.connect(port, '127.0.0.1')));
  await expect(inActivity(() => spawn(...echo))).rejects.toThrow('no child_process.spawn');
});

function get(path: string, options: http.RequestOptions = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    http
      .get({ host: '127.0.0.1', port, path, ...options }, (response) => {
        let text = '';
        response.on('data', (chunk: Buffer) => (text += chunk.toString()));
        response.once('end', () => resolve(text));
      })
      .once('error', reject);
  });
}
