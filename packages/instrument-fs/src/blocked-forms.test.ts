import fs from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Capture, registerInstrumentations, WorkflowSpanProcessor } from '@openbox/spans';
import { InMemoryGate, testIdentity } from '@openbox/spans/testing';
import { fileIo } from './file-io';

let root: string;
let processor: WorkflowSpanProcessor;
let capture: Capture;

beforeEach(() => {
  root = fs.mkdtempSync(join(os.tmpdir(), 'openbox-fs-blocked-'));
  fs.writeFileSync(at('file'), 'hello');
  fs.mkdirSync(at('empty'));
  processor = new WorkflowSpanProcessor();
  capture = registerInstrumentations(processor, [fileIo()]);
});

afterEach(() => {
  capture.shutdown();
  fs.rmSync(root, { recursive: true, force: true });
});

const at = (name: string): string => join(root, name);

/** Everything under the folder that an operation could change. */
function state(): unknown {
  return fs
    .readdirSync(root, { withFileTypes: true })
    .map((entry) => [entry.name, fs.lstatSync(at(entry.name)), entry.isFile() && readOf(entry.name)])
    .map(([name, stat, text]) => {
      const { mode, size, uid, gid, nlink, mtimeMs } = stat as fs.Stats;
      return [name, mode, size, uid, gid, nlink, mtimeMs, text];
    });
}

const readOf = (name: string): string => fs.readFileSync(at(name), 'utf8');

/** What the attempt's code got while everything but the `allowed` operations is blocked. */
async function blocked(run: () => unknown, allowed?: string): Promise<{ thrown?: unknown; asked: string[] }> {
  const gate = new InMemoryGate(({ name }) =>
    name === allowed ? undefined : { verdict: 'block', reason: 'not this file' },
  );
  const scope = processor.startActivity(testIdentity(), { gate });
  try {
    await processor.runActivity(scope, run);
    return { asked: gate.started.map(({ name }) => name) };
  } catch (thrown) {
    return { thrown, asked: gate.started.map(({ name }) => name) };
  } finally {
    scope.finish();
  }
}

const refusal = expect.objectContaining({ name: 'GovernanceRefusedError' }) as unknown;

/** Arguments of each function that works on a path; those of `node:fs` have the same in all three forms. */
const ON_PATHS: readonly [name: string, args: () => readonly unknown[]][] = [
  ['readFile', () => [at('file')]],
  ['writeFile', () => [at('file'), 'bye']],
  ['appendFile', () => [at('new'), 'bye']],
  ['open', () => [at('new'), 'w']],
  ['truncate', () => [at('file'), 1]],
  ['unlink', () => [at('file')]],
  ['rm', () => [at('file')]],
  ['rmdir', () => [at('empty')]],
  ['mkdir', () => [at('new')]],
  ['mkdtemp', () => [at('new-')]],
  ['rename', () => [at('file'), at('new')]],
  ['copyFile', () => [at('file'), at('new')]],
  ['cp', () => [at('empty'), at('new'), { recursive: true }]],
  ['link', () => [at('file'), at('new')]],
  ['symlink', () => [at('file'), at('new')]],
  ['chmod', () => [at('file'), 0o600]],
  ['chown', () => [at('file'), 1, 1]],
  ['lchown', () => [at('file'), 1, 1]],
  ['utimes', () => [at('file'), 1, 1]],
  ['lutimes', () => [at('file'), 1, 1]],
];

/** Arguments after the descriptor of each function that works on one. */
const ON_DESCRIPTORS: readonly [name: string, args: () => readonly unknown[]][] = [
  ['read', () => [Buffer.alloc(5), 0, 5, 0]],
  ['readv', () => [[Buffer.alloc(5)], 0]],
  ['write', () => ['bye', 0]],
  ['writev', () => [[Buffer.from('bye')], 0]],
  ['ftruncate', () => [1]],
  ['fchmod', () => [0o600]],
  ['fchown', () => [1, 1]],
  ['futimes', () => [1, 1]],
  ['readFile', () => []],
  ['writeFile', () => ['bye']],
];

type Fn = (...args: unknown[]) => unknown;

const FORMS: readonly [form: string, call: (name: string, args: readonly unknown[]) => unknown][] = [
  ['sync', (name, args) => method(fs, `${name}Sync`)(...args)],
  [
    'callback',
    (name, args) =>
      new Promise((resolve, reject) => {
        method(fs, name)(...args, (error: unknown, value: unknown) => {
          if (error instanceof Error) reject(error);
          else resolve(value);
        });
      }),
  ],
  ['promise', (name, args) => method(fs.promises, name)(...args)],
];

function method(owner: object, name: string): Fn {
  const fn = Reflect.get(owner, name) as Fn;
  return (...args) => Reflect.apply(fn, owner, args);
}

async function withHandle(use: (handle: fs.promises.FileHandle) => unknown): Promise<unknown> {
  const handle = await fs.promises.open(at('file'), 'r+');
  try {
    return await use(handle);
  } finally {
    await handle.close();
  }
}

const HANDLE_CALLS: readonly [name: string, use: (handle: fs.promises.FileHandle) => unknown][] = [
  ['read', (handle) => handle.read(Buffer.alloc(5), 0, 5, 0)],
  ['readv', (handle) => handle.readv([Buffer.alloc(5)], 0)],
  ['readFile', (handle) => handle.readFile()],
  ['readLines', (handle) => handle.readLines()[Symbol.asyncIterator]().next()],
  ['readableWebStream', (handle) => handle.readableWebStream()],
  ['createReadStream', (handle) => drained(handle.createReadStream({ autoClose: false }))],
  ['write', (handle) => handle.write('bye')],
  ['writev', (handle) => handle.writev([Buffer.from('bye')])],
  ['writeFile', (handle) => handle.writeFile('bye')],
  ['appendFile', (handle) => handle.appendFile('bye')],
  ['truncate', (handle) => handle.truncate(1)],
  ['chmod', (handle) => handle.chmod(0o600)],
  ['chown', (handle) => handle.chown(1, 1)],
  ['utimes', (handle) => handle.utimes(1, 1)],
  ['createWriteStream', (handle) => filled(handle.createWriteStream())],
];

const drained = (stream: Readable): Promise<void> =>
  pipeline(stream, new Writable({ write: (_c, _e, d) => d() }));
const filled = (stream: Writable): Promise<void> => pipeline(Readable.from(['bye']), stream);

describe.each(FORMS)('blocked, in the %s form', (_form, call) => {
  // covers: 159, W61, M14
  it.each(ON_PATHS)('%s changes nothing and reads nothing', async (name, args) => {
    const before = state();
    const { thrown, asked } = await blocked(() => call(name, args()));
    expect(thrown).toEqual(refusal);
    expect(asked).toHaveLength(1);
    expect(state()).toEqual(before);
  });
});

// `fs.promises` has none that takes a descriptor.
describe.each(FORMS.slice(0, 2))('blocked, in the %s form', (_form, call) => {
  // covers: 159, W61, M14
  it.each(ON_DESCRIPTORS)('%s of a descriptor changes nothing and reads nothing', async (name, args) => {
    const before = state();
    const { thrown } = await blocked(async () => {
      const descriptor = fs.openSync(at('file'), 'r+');
      try {
        await call(name, [descriptor, ...args()]);
      } finally {
        fs.closeSync(descriptor);
      }
    }, 'file.open');
    expect(thrown).toEqual(refusal);
    expect(state()).toEqual(before);
  });
});

describe('blocked', () => {
  // covers: 159, W61, M14
  it.each(HANDLE_CALLS)('FileHandle.%s changes nothing and reads nothing', async (_name, use) => {
    const before = state();
    const { thrown } = await blocked(() => withHandle(use), 'file.open');
    expect(thrown).toEqual(refusal);
    expect(state()).toEqual(before);
  });

  // covers: 159, W61, M14
  it.each<[string, () => unknown]>([
    ['createReadStream', () => drained(fs.createReadStream(at('file')))],
    ['createWriteStream', () => filled(fs.createWriteStream(at('file')))],
    ['createWriteStream of a new file', () => filled(fs.createWriteStream(at('new')))],
    ['openAsBlob', () => fs.openAsBlob(at('file'))],
    ['promises.writeFile of a stream', () => fs.promises.writeFile(at('new'), Readable.from(['bye']))],
  ])('%s changes nothing and reads nothing', async (_name, run) => {
    const before = state();
    const { thrown } = await blocked(run);
    expect(thrown).toEqual(refusal);
    expect(state()).toEqual(before);
  });
});
