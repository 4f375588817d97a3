import { AsyncLocalStorage } from 'node:async_hooks';
import fs from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Capture, registerInstrumentations, WorkflowSpanProcessor } from '@openbox/spans';
import { testIdentity } from '@openbox/spans/testing';
import { fileIo } from './file-io';

let folder: string;

beforeEach(() => {
  folder = fs.mkdtempSync(join(os.tmpdir(), 'openbox-fs-same-'));
  fs.writeFileSync(join(folder, 'in.txt'), 'hello');
});

afterEach(() => {
  fs.rmSync(folder, { recursive: true, force: true });
});

const at = (name: string): string => join(folder, name);

function untyped(fn: (...args: never[]) => unknown, args: readonly unknown[]): unknown {
  const result: unknown = Reflect.apply(fn, fs, args);
  return result;
}

/** What a program can see of a result or an error. */
async function seen(run: () => unknown): Promise<unknown> {
  try {
    const value = await run();
    return Buffer.isBuffer(value) ? value.toString() : value;
  } catch (error) {
    if (!(error instanceof Object)) return error;
    const { code, message, syscall, path } = error as NodeJS.ErrnoException;
    return { code, message, syscall, path };
  }
}

const CASES: readonly (readonly [string, () => unknown])[] = [
  ['a result', () => fs.promises.readFile(at('in.txt'))],
  ['a relative path that is not there', () => fs.promises.readFile('not-there')],
  ['a relative path that is not there, synchronously', () => fs.readFileSync('not-there')],
  ['a path that is not there, with a callback', () => promisify(fs.readFile)('not-there')],
  ['a folder in the place of a file', () => fs.promises.readFile(folder)],
  ['no path at all', () => untyped(fs.readFileSync, [])],
  ['a wrong path', () => fs.promises.readFile({} as string)],
  ['a wrong descriptor', () => fs.readSync(9_999, Buffer.alloc(1))],
  ['no callback', () => untyped(fs.readFile, [at('in.txt')])],
  ['wrong data', () => untyped(fs.writeFileSync, [at('out'), 7])],
  ['wrong data, with a callback', () => untyped(fs.writeFile, [at('out'), Symbol('x'), () => undefined])],
  ['a wrong encoding', () => fs.promises.readFile(at('in.txt'), 'none' as BufferEncoding)],
  ['a null byte in a path', () => fs.promises.readFile('a\0b')],
  ['an http URL', () => fs.promises.readFile(new URL('http://localhost/x'))],
  ['an aborted read', () => fs.promises.readFile(at('in.txt'), { signal: AbortSignal.abort() })],
  [
    'the result of promisified read',
    async () => {
      const descriptor = fs.openSync(at('in.txt'), 'r');
      const { bytesRead, buffer } = await promisify(fs.read)(descriptor, Buffer.alloc(5), 0, 5, 0);
      fs.closeSync(descriptor);
      return [bytesRead, buffer.toString()];
    },
  ],
  [
    'the result of FileHandle.read',
    async () => {
      const handle = await fs.promises.open(at('in.txt'));
      const { bytesRead, buffer } = await handle.read({ buffer: Buffer.alloc(5) });
      await handle.close();
      return [bytesRead, buffer.toString(), handle.constructor.name];
    },
  ],
  [
    'a source that fails in the middle',
    () =>
      fs.promises.writeFile(
        at('out'),
        (function* () {
          yield 'a';
          throw new RangeError('source broke');
        })(),
      ),
  ],
  [
    'what mkdir gives',
    async () => {
      const made = await fs.promises.mkdir(at('d/e'), { recursive: true });
      return made?.slice(folder.length);
    },
  ],
  [
    'names and lengths',
    () => [fs.readFile.name, fs.readFile.length, fs.writeFileSync.name, fs.promises.open.name],
  ],
];

describe('a program sees the same with capture as without', () => {
  // covers: W36
  it.each(CASES)('%s', async (_, run) => {
    const without = await seen(run);
    fs.rmSync(at('d'), { recursive: true, force: true });
    const processor = new WorkflowSpanProcessor();
    const capture = registerInstrumentations(processor, [fileIo()]);
    try {
      const scope = processor.startActivity(testIdentity());
      expect(await seen(() => processor.runActivity(scope, run))).toEqual(without);
    } finally {
      capture.shutdown();
    }
  });
});

describe('with capture', () => {
  let processor: WorkflowSpanProcessor;
  let capture: Capture;

  beforeEach(() => {
    processor = new WorkflowSpanProcessor();
    capture = registerInstrumentations(processor, [fileIo()]);
  });

  afterEach(() => {
    capture.shutdown();
  });

  // covers: 158
  it('an error is recorded and stays as it is', async () => {
    const scope = processor.startActivity(testIdentity());
    await expect(processor.runActivity(scope, () => fs.promises.readFile(at('none')))).rejects.toMatchObject({
      code: 'ENOENT',
    });
    const spans = scope.finish().slice(1);
    expect(spans.map((span) => [span.name, span.status.code, span.attributes.error])).toEqual([
      ['file.open', 'ERROR', true],
      ['file.read', 'ERROR', true],
    ]);
    expect(spans[0]?.attributes).toMatchObject({
      'error.type': 'Error',
      'error.message': expect.stringContaining('ENOENT'),
    });
  });

  // covers: 160
  it('contents are in no span', async () => {
    const scope = processor.startActivity(testIdentity());
    await processor.runActivity(scope, async () => {
      await fs.promises.writeFile(at('secret'), 'top secret words');
      await fs.promises.readFile(at('secret'), 'utf8');
    });
    expect(JSON.stringify(scope.finish())).not.toContain('top secret');
  });

  it('callbacks keep the program’s own asynchronous context', async () => {
    const storage = new AsyncLocalStorage<string>();
    const scope = processor.startActivity(testIdentity());
    const values = await processor.runActivity(scope, () =>
      storage.run('mine', async () => {
        const inCallback = await new Promise((resolve) => {
          fs.readFile(at('in.txt'), () => {
            resolve(storage.getStore());
          });
        });
        await fs.promises.readFile(at('in.txt'));
        return [inCallback, storage.getStore()];
      }),
    );
    expect(values).toEqual(['mine', 'mine']);
    scope.finish();
  });
});
