import fs from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import {
  ActivityScope,
  type Capture,
  registerInstrumentations,
  type SpanData,
  WorkflowSpanProcessor,
} from '@openbox/spans';
import { InMemoryGate, testIdentity } from '@openbox/spans/testing';
import { fileIo } from './file-io';

let folder: string;
let processor: WorkflowSpanProcessor;
let capture: Capture;
let gate: InMemoryGate;

beforeEach(() => {
  folder = fs.mkdtempSync(join(os.tmpdir(), 'openbox-fs-'));
  fs.writeFileSync(join(folder, 'in.txt'), 'héllo');
  processor = new WorkflowSpanProcessor();
  capture = registerInstrumentations(processor, [fileIo()]);
  gate = new InMemoryGate();
});

afterEach(() => {
  capture.shutdown();
  fs.rmSync(folder, { recursive: true, force: true });
});

const at = (name: string): string => join(folder, name);

async function inActivity(fn: () => unknown): Promise<SpanData[]> {
  const scope = processor.startActivity(testIdentity(), { gate });
  await processor.runActivity(scope, fn);
  return scope.finish().slice(1);
}

/** Each span with its parent, and what is said of the file; the temporary folder left out. */
function picture(spans: readonly SpanData[]): string[] {
  const names = new Map(spans.map((span) => [span.span_id, span.name]));
  return spans.map((span) => {
    const facts = Object.entries(span.attributes)
      .filter(([key]) => !['file.path', 'file.operation', 'file.destination_path'].includes(key))
      .map(([key, value]) => `${key.slice('file.'.length)}=${String(value)}`);
    const paths = [span.attributes['file.path'], span.attributes['file.destination_path']]
      .filter((path) => path !== undefined)
      .map((path) => String(path).slice(folder.length + 1));
    return [names.get(span.parent_span_id ?? '') ?? '', '>', span.name, ...paths, ...facts].join(' ').trim();
  });
}

const READ = [
  '> file.open in.txt mode=r total_bytes_read=6 total_bytes_written=0',
  'file.open > file.read in.txt bytes=6',
];

describe('reading', () => {
  // covers: 155, 156
  it.each<[string, (path: string) => unknown]>([
    ['readFileSync', (path) => fs.readFileSync(path)],
    ['readFileSync as text', (path) => fs.readFileSync(path, 'utf8')],
    ['readFile with a callback', (path) => promisify(fs.readFile)(path)],
    ['readFile with options and a callback', (path) => promisify(fs.readFile)(path, { encoding: 'utf8' })],
    ['promises.readFile', (path) => fs.promises.readFile(path)],
    ['promises.readFile as hex', (path) => fs.promises.readFile(path, 'hex')],
    ['promises.readFile of a Buffer path', (path) => fs.promises.readFile(Buffer.from(path))],
    ['promises.readFile of a URL', (path) => fs.promises.readFile(new URL(`file://${path}`))],
    [
      'openSync and readSync',
      (path) => {
        const descriptor = fs.openSync(path, 'r');
        fs.readSync(descriptor, Buffer.alloc(10));
        fs.closeSync(descriptor);
      },
    ],
    [
      'open, read and close with callbacks',
      async (path) => {
        const descriptor = await promisify(fs.open)(path, 'r');
        const { bytesRead } = await promisify(fs.read)(descriptor, Buffer.alloc(10), 0, 10, 0);
        expect(bytesRead).toBe(6);
        await promisify(fs.close)(descriptor);
      },
    ],
    [
      'a descriptor through readFileSync',
      (path) => {
        const descriptor = fs.openSync(path, fs.constants.O_RDONLY);
        fs.readFileSync(descriptor);
        fs.closeSync(descriptor);
      },
    ],
    [
      'a FileHandle',
      async (path) => {
        const handle = await fs.promises.open(path);
        const { bytesRead } = await handle.read(Buffer.alloc(10), 0, 10, 0);
        expect(bytesRead).toBe(6);
        await handle.close();
      },
    ],
    [
      'FileHandle.readFile',
      async (path) => {
        const handle = await fs.promises.open(path);
        expect(await handle.readFile('utf8')).toBe('héllo');
        await handle.close();
      },
    ],
    [
      'promises.readFile of a FileHandle',
      async (path) => {
        const handle = await fs.promises.open(path);
        await fs.promises.readFile(handle);
        await handle.close();
      },
    ],
  ])('%s is an open and a read', async (_, read) => {
    const spans = await inActivity(() => read(at('in.txt')));
    expect(picture(spans)).toEqual(READ);
    expect(gate.started.map((each) => each.name)).toEqual(['file.open', 'file.read']);
    expect(gate.completed).toEqual([
      expect.objectContaining({ facts: { path: at('in.txt'), operation: 'read', bytesRead: 6 } }),
      expect.objectContaining({
        facts: { path: at('in.txt'), operation: 'open', mode: 'r', bytesRead: 6, bytesWritten: 0 },
      }),
    ]);
  });

  it.each<[string, (path: string) => AsyncIterable<unknown> | Promise<AsyncIterable<unknown>>]>([
    ['createReadStream', (path) => fs.createReadStream(path, { highWaterMark: 1_000 })],
    [
      'ReadStream',
      (path) => Reflect.construct(fs.ReadStream, [path, { highWaterMark: 1_000 }]) as fs.ReadStream,
    ],
    [
      'FileHandle.createReadStream',
      async (path) => (await fs.promises.open(path)).createReadStream({ highWaterMark: 1_000 }),
    ],
  ])('%s is one read, however many steps it takes', async (_, open) => {
    fs.writeFileSync(at('big'), 'x'.repeat(10_000));
    const spans = await inActivity(async () => {
      let length = 0;
      for await (const chunk of await open(at('big'))) length += (chunk as Buffer).length;
      expect(length).toBe(10_000);
    });
    expect(picture(spans)).toEqual([
      '> file.open big mode=r total_bytes_read=10000 total_bytes_written=0',
      'file.open > file.read big bytes=10000',
    ]);
    expect(gate.started).toHaveLength(2);
  });

  it('readLines is one operation that counts the lines', async () => {
    fs.writeFileSync(at('lines'), 'a\nb\nc\n');
    const spans = await inActivity(async () => {
      const lines: string[] = [];
      const handle = await fs.promises.open(at('lines'));
      for await (const line of handle.readLines()) lines.push(line);
      expect(lines).toEqual(['a', 'b', 'c']);
    });
    expect(picture(spans)).toEqual([
      '> file.open lines mode=r total_bytes_read=6 total_bytes_written=0',
      'file.open > file.readlines lines lines=3 bytes=6',
    ]);
  });

  // covers: W36
  it('each explicit read is an operation of its own', async () => {
    const spans = await inActivity(async () => {
      const handle = await fs.promises.open(at('in.txt'));
      await handle.read(Buffer.alloc(2), 0, 2, null);
      await handle.read(Buffer.alloc(2), 0, 2, null);
      await handle.close();
    });
    expect(spans.map((span) => span.attributes['file.bytes'])).toEqual([undefined, 2, 2]);
  });

  it('of a descriptor that was opened elsewhere is seen by its path', async () => {
    const descriptor = fs.openSync(at('in.txt'), 'r');
    const spans = await inActivity(() => fs.readSync(descriptor, Buffer.alloc(10)));
    fs.closeSync(descriptor);
    expect(picture(spans)).toEqual(['> file.read in.txt bytes=6']);
  });
});

describe('writing', () => {
  const written = (mode: string): string[] => [
    `> file.open out.txt mode=${mode} total_bytes_read=0 total_bytes_written=6`,
    'file.open > file.write out.txt bytes=6',
  ];

  // covers: 155, 160
  it.each<[string, string, (path: string) => unknown]>([
    ['writeFileSync', 'w', (path) => fs.writeFileSync(path, 'héllo')],
    ['writeFile with a callback', 'w', (path) => promisify(fs.writeFile)(path, Buffer.from('héllo'))],
    ['promises.writeFile', 'w', (path) => fs.promises.writeFile(path, 'héllo')],
    ['promises.writeFile of hex', 'w', (path) => fs.promises.writeFile(path, '68c3a96c6c6f', 'hex')],
    ['promises.writeFile with a flag', 'wx', (path) => fs.promises.writeFile(path, 'héllo', { flag: 'wx' })],
    ['promises.writeFile of chunks', 'w', (path) => fs.promises.writeFile(path, ['hé', 'llo'])],
    ['appendFileSync', 'a', (path) => fs.appendFileSync(path, 'héllo')],
    ['appendFile with a callback', 'a', (path) => promisify(fs.appendFile)(path, 'héllo')],
    ['promises.appendFile', 'a', (path) => fs.promises.appendFile(path, 'héllo')],
    [
      'openSync and writeSync',
      'w+',
      (path) => {
        const descriptor = fs.openSync(
          path,
          fs.constants.O_RDWR | fs.constants.O_CREAT | fs.constants.O_TRUNC,
        );
        fs.writeSync(descriptor, 'héllo');
        fs.closeSync(descriptor);
      },
    ],
    [
      'writev',
      'w',
      async (path) => {
        const descriptor = fs.openSync(path, 'w');
        await promisify(fs.writev)(descriptor, [Buffer.from('hé'), Buffer.from('llo')]);
        fs.closeSync(descriptor);
      },
    ],
    [
      'a FileHandle',
      'w',
      async (path) => {
        await using handle = await fs.promises.open(path, 'w');
        await handle.write('héllo');
      },
    ],
    [
      'FileHandle.writeFile',
      'a',
      async (path) => {
        const handle = await fs.promises.open(path, 'a');
        await handle.writeFile('héllo');
        await handle.close();
      },
    ],
    [
      'createWriteStream',
      'w',
      async (path) => {
        await pipeline(['hé', 'llo'], fs.createWriteStream(path));
      },
    ],
    [
      'createWriteStream with buffered chunks',
      'w',
      async (path) => {
        const stream = fs.createWriteStream(path);
        for (const chunk of ['h', 'é', 'l', 'l', 'o']) stream.write(chunk);
        stream.end();
        await once(stream, 'close');
      },
    ],
  ])('%s is an open and a write', async (_, mode, write) => {
    const spans = await inActivity(() => write(at('out.txt')));
    expect(fs.readFileSync(at('out.txt'), 'utf8')).toBe('héllo');
    expect(picture(spans)).toEqual(written(mode));
  });

  it('what a source of chunks does while it is written is seen', async () => {
    const spans = await inActivity(() =>
      fs.promises.writeFile(
        at('out.txt'),
        (async function* () {
          yield await fs.promises.readFile(at('in.txt'));
        })(),
      ),
    );
    expect(spans.map((span) => [span.name, span.file_path])).toEqual([
      ['file.open', at('out.txt')],
      ['file.write', at('out.txt')],
      ['file.open', at('in.txt')],
      ['file.read', at('in.txt')],
    ]);
    expect(fs.readFileSync(at('out.txt'), 'utf8')).toBe('héllo');
  });
});

describe('single operations', () => {
  // covers: W61, M14
  it.each<[string, () => unknown, string]>([
    ['unlinkSync', () => fs.unlinkSync(at('in.txt')), '> file.unlink in.txt'],
    ['promises.unlink', () => fs.promises.unlink(at('in.txt')), '> file.unlink in.txt'],
    ['rename', () => promisify(fs.rename)(at('in.txt'), at('b')), '> file.rename in.txt b'],
    ['copyFile', () => fs.promises.copyFile(at('in.txt'), at('b')), '> file.copyFile in.txt b'],
    ['cpSync', () => fs.cpSync(at('in.txt'), at('b')), '> file.cp in.txt b'],
    ['truncate', () => fs.promises.truncate(at('in.txt'), 1), '> file.truncate in.txt'],
    ['mkdir', () => fs.promises.mkdir(at('d/e'), { recursive: true }), '> file.mkdir d/e'],
    ['mkdtempSync', () => fs.mkdtempSync(at('d-')), '> file.mkdtemp d-'],
    ['rm', () => fs.promises.rm(folder, { recursive: true }), '> file.rm'],
    ['rmdirSync', () => fs.rmdirSync(fs.mkdtempSync(at('d-'))), '> file.mkdtemp d-'],
    ['linkSync', () => fs.linkSync(at('in.txt'), at('b')), '> file.link in.txt b'],
    ['symlinkSync', () => fs.symlinkSync(at('in.txt'), at('b')), '> file.symlink b'],
    ['chmodSync', () => fs.chmodSync(at('in.txt'), 0o600), '> file.chmod in.txt'],
    [
      'openAsBlob',
      () => fs.openAsBlob(at('in.txt')),
      '> file.open in.txt mode=r total_bytes_read=0 total_bytes_written=0',
    ],
  ])('%s', async (_, run, expected) => {
    expect(picture(await inActivity(run))[0]).toBe(expected);
  });

  it('ftruncateSync and FileHandle.truncate', async () => {
    const spans = await inActivity(async () => {
      const descriptor = fs.openSync(at('in.txt'), 'r+');
      fs.ftruncateSync(descriptor, 3);
      fs.closeSync(descriptor);
      const handle = await fs.promises.open(at('in.txt'), 'r+');
      await handle.truncate(1);
      await handle.close();
    });
    expect(spans.map((span) => span.name)).toEqual([
      'file.open',
      'file.truncate',
      'file.open',
      'file.truncate',
    ]);
    expect(fs.readFileSync(at('in.txt'), 'utf8')).toBe('h');
  });

  it('what the filter of cp does is seen', async () => {
    const spans = await inActivity(() =>
      fs.promises.cp(at('in.txt'), at('b'), {
        filter: async () => {
          await fs.promises.readFile(at('in.txt'));
          return true;
        },
      }),
    );
    expect(spans.map((span) => span.name)).toEqual(['file.cp', 'file.open', 'file.read']);
  });
});

describe('the end of an activity', () => {
  // covers: W36
  it('ends the span of a file that is still open', async () => {
    let descriptor = 0;
    const spans = await inActivity(() => {
      descriptor = fs.openSync(at('in.txt'), 'r');
      fs.readSync(descriptor, Buffer.alloc(4));
    });
    fs.closeSync(descriptor);
    expect(picture(spans)).toEqual([
      '> file.open in.txt mode=r total_bytes_read=4 total_bytes_written=0',
      'file.open > file.read in.txt bytes=4',
    ]);
  });

  it('does not take the file from the next activity', async () => {
    let handle: fs.promises.FileHandle | undefined;
    await inActivity(async () => {
      handle = await fs.promises.open(at('in.txt'));
    });
    const spans = await inActivity(() => handle?.read(Buffer.alloc(4)));
    await handle?.close();
    expect(picture(spans)).toEqual(['> file.read in.txt bytes=4']);
  });
});

it('leaves everything outside of an activity, and in activities of other processors, alone', () => {
  const other = new WorkflowSpanProcessor().startActivity(testIdentity(), { gate });
  fs.readFileSync(at('in.txt'));
  other.run(() => fs.readFileSync(at('in.txt')));
  expect(ActivityScope.current()).toBeUndefined();
  expect([gate.started, other.finish()]).toEqual([[], []]);
});
