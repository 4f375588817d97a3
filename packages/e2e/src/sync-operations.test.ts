import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { GovernanceEvent } from '@openbox/core-client/contract';
import { traced } from '@openbox/tracing';
import type { Outcome } from './harness/outcome';
import { useTemporal } from './harness/test-temporal';
import { withWorker } from './harness/with-worker';
import type { GovernedWorkerOptions } from './harness/worker-options';
import { callActivity } from './workflows';

const temporal = useTemporal();
const folder = fs.mkdtempSync(join(tmpdir(), 'openbox-sync-'));
const apiKey = 'obx_test_sync';
let core: ChildProcess;
let openboxUrl: string;

beforeAll(async () => {
  core = spawn(process.execPath, [join(__dirname, 'processes', 'file-core.cjs')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  if (core.stdout === null) throw new Error('the Core has no output');
  const [port] = (await once(core.stdout, 'data')) as [Buffer];
  openboxUrl = `http://127.0.0.1:${port.toString().trim()}`;
});
afterAll(async () => {
  const ended = once(core, 'exit');
  core.kill();
  await ended;
  fs.rmSync(folder, { recursive: true });
});

const at = (name: string): string => join(folder, name);
const ran = jest.fn((text: string) => text.toUpperCase());

const activities = {
  write(name: string): Promise<string> {
    fs.writeFileSync(at(name), 'written');
    return Promise.resolve(fs.readFileSync(at(name), 'utf8'));
  },
  async swallow(name: string, later: string): Promise<string> {
    try {
      fs.writeFileSync(at(name), 'written');
    } catch {
      await fs.promises.writeFile(at(later), 'written').catch(() => undefined);
    }
    return 'went on';
  },
  async remove(name: string): Promise<void> {
    await Promise.resolve();
    fs.unlinkSync(at(name));
  },
  call(name: string): Promise<string> {
    return Promise.resolve(traced(ran, { name })('text'));
  },
};

async function execute(
  name: keyof typeof activities,
  args: string[],
  options: GovernedWorkerOptions = {},
): Promise<Outcome> {
  const governed = { openboxUrl, openboxApiKey: apiKey, governancePolicy: 'fail_closed' } as const;
  const operations = { operationGovernance: true, instrumentFileIo: true, hitlPollInterval: 50 } as const;
  return withWorker(temporal, { activities, ...governed, ...operations, ...options }, (run) =>
    run.execute(callActivity, { args: [name, args] }),
  );
}

async function hooks(name: string): Promise<unknown[]> {
  const events = (await (await fetch(`${openboxUrl}/events`)).json()) as GovernanceEvent[];
  return events
    .filter((event) => event.hook_trigger === true && JSON.stringify(event.spans).includes(name))
    .map((event) => event.spans?.[0] as { name: string; stage: string })
    .map((span) => [span.name, span.stage]);
}

describe('a synchronous operation', () => {
  // covers: 123, 159, 161
  test('is asked for before it runs and reported after it, and works as it does without governance', async () => {
    const { value } = await execute('write', ['plain.txt']);
    expect(value).toBe('written');
    expect(await hooks('plain.txt')).toEqual(
      expect.arrayContaining([
        ['file.write', 'started'],
        ['file.write', 'completed'],
        ['file.read', 'started'],
        ['file.read', 'completed'],
      ]),
    );
  });

  // covers: 123, 159, W61
  test('that is blocked does not happen, nor does any after it, and ends the activity although swallowed', async () => {
    const outcome = await execute('swallow', ['forbidden.txt', 'later.txt']);
    expect(outcome.application).toMatchObject({ type: 'GovernanceStop', nonRetryable: true });
    expect(fs.existsSync(at('forbidden.txt'))).toBe(false);
    expect(fs.existsSync(at('later.txt'))).toBe(false);
    expect(await hooks('later.txt')).toEqual([]);
  });

  // covers: 126
  test('that is halted terminates the run', async () => {
    fs.writeFileSync(at('fatal.txt'), 'kept');
    expect((await execute('remove', ['fatal.txt'])).status).toBe('terminated');
    expect(fs.readFileSync(at('fatal.txt'), 'utf8')).toBe('kept');
  });

  // covers: 68
  test('waits for a human, and then happens', async () => {
    fs.writeFileSync(at('asked.txt'), 'old');
    expect((await execute('remove', ['asked.txt'])).status).toBe('completed');
    expect(fs.existsSync(at('asked.txt'))).toBe(false);
  });

  test('may be constrained', async () => {
    const onConstrain = jest.fn();
    await execute('write', ['limited.txt'], { onConstrain });
    expect(onConstrain).toHaveBeenCalled();
  });

  test('of a traced function is no exception', async () => {
    expect((await execute('call', ['shout'])).value).toBe('TEXT');
    expect(ran).toHaveBeenCalledTimes(1);
    expect((await execute('call', ['forbidden'])).application).toMatchObject({ type: 'GovernanceStop' });
    expect(ran).toHaveBeenCalledTimes(1);
  });

  test('is only reported where governance observes', async () => {
    expect((await execute('write', ['forbidden-but-observed.txt'], { enforcement: 'observe' })).value).toBe(
      'written',
    );
    expect(await hooks('forbidden-but-observed.txt')).toContainEqual(['file.write', 'started']);
  });

  test('is refused where nobody can answer at once', async () => {
    const evaluator = { evaluate: () => Promise.resolve({ verdict: 'allow' } as const) };
    const outcome = await execute('write', ['no-answer.txt'], { evaluator });
    expect(outcome.application?.message).toContain('cannot wait for its verdict');
    expect(fs.existsSync(at('no-answer.txt'))).toBe(false);
  });
});
