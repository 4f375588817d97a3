import { setImmediate as nextTurn } from 'node:timers/promises';
import fs from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  type Capture,
  type OperationGate,
  registerInstrumentations,
  type SpanData,
  WorkflowSpanProcessor,
} from '@openbox/spans';
import { InMemoryGate, testIdentity } from '@openbox/spans/testing';
import { fileIo } from './file-io';

let folder: string;
let processor: WorkflowSpanProcessor;
let capture: Capture;

beforeEach(() => {
  folder = fs.mkdtempSync(join(os.tmpdir(), 'openbox-fs-gate-'));
  fs.writeFileSync(join(folder, 'in.txt'), 'hello');
  processor = new WorkflowSpanProcessor();
  capture = registerInstrumentations(processor, [fileIo()]);
});

afterEach(() => {
  capture.shutdown();
  fs.rmSync(folder, { recursive: true, force: true });
});

const at = (name: string): string => join(folder, name);

async function outcomeIn(
  gate: OperationGate,
  fn: () => unknown,
): Promise<{ outcome: unknown; spans: SpanData[] }> {
  const scope = processor.startActivity(testIdentity(), { gate });
  let outcome: unknown;
  try {
    outcome = { returned: await processor.runActivity(scope, fn) };
  } catch (error) {
    outcome = { thrown: error };
  }
  return { outcome, spans: scope.finish().slice(1) };
}

const refusing = (operation?: string): InMemoryGate =>
  new InMemoryGate((asked) =>
    operation === undefined || asked.name === `file.${operation}`
      ? { verdict: 'block', reason: 'not this file' }
      : undefined,
  );

const refusal = { thrown: expect.objectContaining({ name: 'GovernanceRefusedError' }) };

function streamed(stream: NodeJS.EventEmitter): Promise<never> {
  return new Promise((_resolve, reject) => {
    stream.on('error', reject);
    stream.on('data', () => undefined);
  });
}

describe('a refused operation does not happen', () => {
  // covers: 159, W61, M14
  it.each<[string, () => unknown]>([
    ['writeFileSync', () => fs.writeFileSync(at('out'), 'x')],
    ['writeFile', () => promisify(fs.writeFile)(at('out'), 'x')],
    ['promises.writeFile', () => fs.promises.writeFile(at('out'), 'x')],
    ['appendFileSync', () => fs.appendFileSync(at('out'), 'x')],
    ['openSync', () => fs.openSync(at('out'), 'w')],
    ['open', () => promisify(fs.open)(at('out'), 'w')],
    ['promises.open', () => fs.promises.open(at('out'), 'w')],
    ['createWriteStream', () => streamed(fs.createWriteStream(at('out')))],
    ['mkdirSync', () => fs.mkdirSync(at('out'))],
    ['copyFile', () => fs.promises.copyFile(at('in.txt'), at('out'))],
    ['cp', () => promisify(fs.cp)(at('in.txt'), at('out'))],
    ['symlink', () => fs.promises.symlink(at('in.txt'), at('out'))],
    ['link', () => promisify(fs.link)(at('in.txt'), at('out'))],
    ['rename', () => fs.promises.rename(at('in.txt'), at('out'))],
    ['unlinkSync', () => fs.unlinkSync(at('in.txt'))],
    ['rm', () => fs.promises.rm(folder, { recursive: true })],
    ['truncate', () => promisify(fs.truncate)(at('in.txt'), 0)],
    ['readFileSync', () => fs.readFileSync(at('in.txt'))],
    ['readFile', () => promisify(fs.readFile)(at('in.txt'))],
    ['createReadStream', () => streamed(fs.createReadStream(at('in.txt')))],
  ])('%s', async (_, run) => {
    const gate = refusing();
    const { outcome, spans } = await outcomeIn(gate, run);
    expect(outcome).toEqual(refusal);
    expect(fs.readdirSync(folder)).toEqual(['in.txt']);
    expect(fs.readFileSync(at('in.txt'), 'utf8')).toBe('hello');
    expect(gate.started).toHaveLength(1);
    expect(gate.completed).toEqual([]);
    expect(spans[0]?.attributes).toMatchObject({ 'governance.blocked': true, error: true });
  });

  // covers: 159, W61, M14
  it.each<[string, string, () => unknown]>([
    ['the read of readFile', 'read', () => fs.promises.readFile(at('in.txt'))],
    [
      'the write of writeFile, which then opens nothing',
      'write',
      () => fs.promises.writeFile(at('out'), 'x'),
    ],
    ['the write of writeFileSync', 'write', () => fs.writeFileSync(at('out'), 'x')],
    ['the write of writeFile with a callback', 'write', () => promisify(fs.writeFile)(at('out'), 'x')],
    [
      'the write of a FileHandle',
      'write',
      async () => {
        const handle = await fs.promises.open(at('in.txt'), 'r+');
        try {
          await handle.write('bye');
        } finally {
          await handle.close();
        }
      },
    ],
    [
      'the write of a descriptor',
      'write',
      () => {
        const descriptor = fs.openSync(at('in.txt'), 'r+');
        try {
          fs.writeSync(descriptor, 'bye');
        } finally {
          fs.closeSync(descriptor);
        }
      },
    ],
    ['the read of a stream', 'read', () => streamed(fs.createReadStream(at('in.txt')))],
    [
      'the web stream of a FileHandle',
      'read',
      async () => {
        const handle = await fs.promises.open(at('in.txt'));
        try {
          return handle.readableWebStream();
        } finally {
          await handle.close();
        }
      },
    ],
    [
      'the lines of a FileHandle',
      'readlines',
      async () => {
        const handle = await fs.promises.open(at('in.txt'));
        const lines: string[] = [];
        for await (const line of handle.readLines()) lines.push(line);
        return lines;
      },
    ],
  ])('%s', async (_, operation, run) => {
    const gate = refusing(operation);
    const { outcome } = await outcomeIn(gate, run);
    expect(outcome).toEqual(refusal);
    expect(fs.readdirSync(folder)).toEqual(['in.txt']);
    expect(fs.readFileSync(at('in.txt'), 'utf8')).toBe('hello');
    expect(gate.completed.map((each) => each.name)).not.toContain(`file.${operation}`);
  });

  it('and nothing after it either, without asking again', async () => {
    const gate = refusing();
    await outcomeIn(gate, () => {
      expect(() => fs.readFileSync(at('in.txt'))).toThrow('not this file');
      expect(() => {
        fs.unlinkSync(at('in.txt'));
      }).toThrow('not this file');
    });
    expect(gate.started).toHaveLength(1);
    expect(fs.existsSync(at('in.txt'))).toBe(true);
  });

  it('where a gate cannot answer a synchronous call at once', async () => {
    const { outcome } = await outcomeIn({ before: () => nextTurn(), after: () => undefined }, () =>
      fs.readFileSync(at('in.txt')),
    );
    expect(outcome).toEqual({
      thrown: expect.objectContaining({ message: expect.stringContaining('cannot wait for its verdict') }),
    });
  });
});

describe('an operation that waits for its verdict', () => {
  it('happens after it, and not before', async () => {
    let allow = (): void => undefined;
    const verdict = new Promise<void>((resolve) => {
      allow = resolve;
    });
    const gate: OperationGate = { before: () => verdict, after: () => undefined };
    await outcomeIn(gate, async () => {
      const writing = fs.promises.writeFile(at('out'), 'x');
      await nextTurn();
      expect(fs.existsSync(at('out'))).toBe(false);
      allow();
      await writing;
      expect(fs.existsSync(at('out'))).toBe(true);
    });
  });

  it('happens as it was allowed, though the program changes its path meanwhile', async () => {
    const path = Buffer.from(at('one'));
    await outcomeIn({ before: () => nextTurn(), after: () => undefined }, async () => {
      const writing = fs.promises.writeFile(path, 'x');
      path.write(at('two'));
      await writing;
    });
    expect(fs.readdirSync(folder)).toEqual(['in.txt', 'one']);
  });

  it('calls back once, in the context of its caller', async () => {
    const { outcome } = await outcomeIn({ before: () => nextTurn(), after: () => undefined }, async () => {
      const calls: unknown[] = [];
      await new Promise<void>((resolve) => {
        fs.readFile(at('in.txt'), 'utf8', (error, text) => {
          calls.push([error, text]);
          resolve();
        });
      });
      await nextTurn();
      return calls;
    });
    expect(outcome).toEqual({ returned: [[null, 'hello']] });
  });

  it('says a mistake in its arguments to the callback', async () => {
    const { outcome } = await outcomeIn({ before: () => nextTurn(), after: () => undefined }, () =>
      promisify(fs.writeFile)(at('out'), 'x', { encoding: 'none' as BufferEncoding }),
    );
    expect(outcome).toEqual({ thrown: expect.objectContaining({ code: 'ERR_INVALID_ARG_VALUE' }) });
  });
});
