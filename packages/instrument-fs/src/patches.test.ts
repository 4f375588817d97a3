import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { registerInstrumentations, type SpanData, WorkflowSpanProcessor } from '@openbox/spans';
import { testIdentity } from '@openbox/spans/testing';
import type * as FileIoModule from './file-io';
import { fileIo } from './file-io';

const PATCHED = [
  'readFile',
  'readFileSync',
  'open',
  'write',
  'close',
  'closeSync',
  'rmSync',
  'openAsBlob',
] as const;

function functionsNow(): unknown[] {
  return [
    ...PATCHED.map((name) => fs[name]),
    ...Object.values(fs.promises),
    Reflect.get(fs.ReadStream.prototype, '_construct'),
    Reflect.get(fs.WriteStream.prototype, '_construct'),
  ];
}

function reads(processor: WorkflowSpanProcessor): string[] {
  const scope = processor.startActivity(testIdentity());
  scope.run(() => fs.readFileSync(join(__dirname, '../package.json'), 'utf8'));
  return scope.finish().map((span: SpanData) => span.name);
}

const SEEN = ['file.open', 'file.read'];

describe('the patches', () => {
  // covers: 168, W74
  it('are put in place once, and taken back with the last processor, in any order', async () => {
    const before = functionsNow();
    const [first, second] = [new WorkflowSpanProcessor(), new WorkflowSpanProcessor()];
    const stopFirst = fileIo().enable(first);
    const patched = functionsNow();
    const stopSecond = fileIo().enable(second);
    expect(functionsNow()).toEqual(patched);
    expect([reads(first), reads(second)]).toEqual([SEEN, SEEN]);
    stopFirst();
    expect([reads(first), reads(second)]).toEqual([[], SEEN]);
    stopSecond();
    stopSecond();
    functionsNow().forEach((fn, index) => {
      expect(fn).toBe(before[index]);
    });
    expect(reads(second)).toEqual([]);
  });

  it('are taken back from FileHandle as well', async () => {
    const handle = await fs.promises.open(__filename);
    const prototype = Object.getPrototypeOf(handle) as object;
    const before = Reflect.get(prototype, 'read') as unknown;
    const processor = new WorkflowSpanProcessor();
    const stop = fileIo().enable(processor);
    const scope = processor.startActivity(testIdentity());
    await scope.run(async () => (await fs.promises.open(__filename)).close());
    expect(Reflect.get(prototype, 'read')).not.toBe(before);
    stop();
    expect(Reflect.get(prototype, 'read')).toBe(before);
    await handle.close();
  });

  it('can be put in place again', () => {
    const processor = new WorkflowSpanProcessor();
    fileIo().enable(processor)();
    const stop = fileIo().enable(processor);
    expect(reads(processor)).toEqual(SEEN);
    stop();
  });

  it('leave somebody else’s patch over them in place, and are then without effect', () => {
    const original = fs.readFileSync;
    const processor = new WorkflowSpanProcessor();
    const stop = fileIo().enable(processor);
    const ours = fs.readFileSync;
    const theirs = jest.fn(
      (...args: Parameters<typeof fs.readFileSync>) => Reflect.apply(ours, fs, args) as string,
    );
    Object.defineProperty(fs, 'readFileSync', {
      value: theirs,
      configurable: true,
      writable: true,
      enumerable: true,
    });
    try {
      stop();
      expect(fs.readFileSync).toBe(theirs);
      expect(reads(processor)).toEqual([]);
      expect(theirs).toHaveBeenCalledTimes(1);
    } finally {
      Object.defineProperty(fs, 'readFileSync', {
        value: original,
        configurable: true,
        writable: true,
        enumerable: true,
      });
    }
  });

  it('are shared with another copy of the package', () => {
    jest.isolateModules(() => {
      const copy = jest.requireActual<typeof FileIoModule>('./file-io');
      const [mine, theirs] = [new WorkflowSpanProcessor(), new WorkflowSpanProcessor()];
      const stopMine = fileIo().enable(mine);
      const patched = fs.readFileSync;
      const stopTheirs = copy.fileIo().enable(theirs);
      expect(fs.readFileSync).toBe(patched);
      expect([reads(mine), reads(theirs)]).toEqual([SEEN, SEEN]);
      stopMine();
      expect([reads(mine), reads(theirs)]).toEqual([[], SEEN]);
      stopTheirs();
      expect(fs.readFileSync).not.toBe(patched);
    });
  });
});

describe('in a Node process', () => {
  const PROGRAM = `
    import { readFileSync } from 'node:fs';
    import { readFile } from 'node:fs/promises';
    import { createRequire } from 'node:module';
    import { registerInstrumentations, WorkflowSpanProcessor } from '@openbox/spans';
    import { fileIo } from '@openbox/instrument-fs';
    const require = createRequire(import.meta.url);
    const processor = new WorkflowSpanProcessor();
    const capture = registerInstrumentations(processor, [fileIo()]);
    const scope = processor.startActivity({ workflowId: 'w', runId: 'r', workflowType: 't', taskQueue: 'q', activityId: '1', activityType: 'a', attempt: 1 });
    await processor.runActivity(scope, async () => {
      require('./code.js');
      require('./data.json');
      await import('./module.mjs');
      readFileSync(new URL('./code.js', import.meta.url));
      await readFile(new URL('./data.json', import.meta.url));
    });
    const spans = scope.finish().filter((span) => span.name === 'file.open').map((span) => span.file_path.split('/').at(-1));
    capture.shutdown();
    process.stdout.write(JSON.stringify(spans));
  `;

  it('named imports of ES modules are seen, and the loading of modules is not', () => {
    // Within the package, so that the program finds it by its name.
    const output = join(__dirname, '../out-tsc');
    fs.mkdirSync(output, { recursive: true });
    const folder = fs.mkdtempSync(join(output, 'program-'));
    try {
      fs.writeFileSync(join(folder, 'program.mjs'), PROGRAM);
      fs.writeFileSync(join(folder, 'code.js'), 'module.exports = 1;');
      fs.writeFileSync(join(folder, 'module.mjs'), 'export const one = 1;');
      fs.writeFileSync(join(folder, 'data.json'), '{}');
      const program = pathToFileURL(join(folder, 'program.mjs')).pathname;
      const seen: unknown = JSON.parse(execFileSync(process.execPath, [program], { encoding: 'utf8' }));
      expect(seen).toEqual(['code.js', 'data.json']);
    } finally {
      fs.rmSync(folder, { recursive: true, force: true });
    }
  });
});

it('skips what the options name', () => {
  const processor = new WorkflowSpanProcessor();
  const folder = fs.mkdtempSync(join(os.tmpdir(), 'openbox-fs-skip-'));
  const capture = registerInstrumentations(processor, [
    fileIo({ skipPaths: [join(folder, 'cache')], skipExtensions: ['.log'] }),
  ]);
  try {
    const scope = processor.startActivity(testIdentity());
    scope.run(() => {
      fs.mkdirSync(join(folder, 'cache'));
      fs.writeFileSync(join(folder, 'cache/a'), '');
      fs.writeFileSync(join(folder, 'a.LOG'), '');
      fs.writeFileSync(join(folder, 'cached'), '');
      fs.readFileSync('/proc/self/stat');
      fs.writeFileSync('/dev/null', 'x');
    });
    expect(scope.finish().map((span) => span.file_path?.slice(folder.length + 1))).toEqual([
      'cached',
      'cached',
    ]);
  } finally {
    capture.shutdown();
    fs.rmSync(folder, { recursive: true, force: true });
  }
});
