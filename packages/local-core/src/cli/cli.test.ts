import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { activityStarted } from '../testing/events';
import { eventually } from '../testing/eventually';
import { evaluate, TestCores } from '../testing/test-core';

const BIN = join(__dirname, '..', '..', 'bin', 'openbox-core.js');

const cores = new TestCores();
const children = new Set<ChildProcess>();
afterEach(async () => {
  for (const child of children) child.kill('SIGKILL');
  children.clear();
  await cores.end();
});

interface Running {
  readonly child: ChildProcess;
  /** What it has written so far, both streams. */
  readonly output: () => { readonly out: string; readonly err: string };
  /** Exit code, or the signal that ended it. */
  readonly ended: Promise<number | string>;
}

function run(args: readonly string[], env: Readonly<Record<string, string>> = {}, cwd?: string): Running {
  const { OPENBOX_URL: _, ...inherited } = process.env;
  const child = spawn(process.execPath, [BIN, ...args], {
    env: { ...inherited, NO_COLOR: '1', ...env },
    ...(cwd !== undefined && { cwd }),
  });
  children.add(child);
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  const ended = once(child, 'close').then(
    ([code, signal]: (number | string)[]) => code ?? signal ?? 'unknown',
  );
  return { child, output: () => ({ out, err }), ended };
}

async function runToEnd(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<{ code: number | string; out: string; err: string }> {
  const running = run(args, env);
  const code = await running.ended;
  return { code, ...running.output() };
}

const GOOD =
  'defaultDecision: allow\nrules:\n  - id: ask\n    on: { event_type: ActivityStarted, activity_type: refund }\n    decision: require_approval\n    reason: Look at it\n';

async function policyFile(text = GOOD): Promise<string> {
  const file = join(await cores.folder(), 'policy.yaml');
  await writeFile(file, text);
  return file;
}

describe('openbox-core', () => {
  test('helps, with examples', async () => {
    const whole = await runToEnd(['--help']);
    expect(whole.code).toBe(0);
    expect(whole.out).toContain('Usage: openbox-core');
    expect(whole.out).toContain('openbox-core start --policies ./policies');
    for (const command of ['start', 'check', 'approvals', 'events']) {
      expect(whole.out).toContain(command);
      const { code, out } = await runToEnd([command, '--help']);
      expect(code).toBe(0);
      expect(out).toContain('Examples:');
    }
  });

  test('says its version', async () => {
    const content: unknown = JSON.parse(await readFile(join(__dirname, '..', '..', 'package.json'), 'utf8'));
    expect(content).toMatchObject({ version: (await runToEnd(['--version'])).out.trim() });
  });

  test.each([
    ['an unknown command', ['strat'], '(Did you mean start?)'],
    ['a missing option', ['start'], "required option '-p, --policies <paths...>' not specified"],
    [
      'a port that is none',
      ['start', '--policies', 'x.yaml', '--port', 'http'],
      'It must be a number from 0 to 65535.',
    ],
    [
      'an agent without a name',
      ['start', '--policies', 'x.yaml', '--agent', '=key'],
      'It must begin with a name.',
    ],
    [
      'a rejection without a reason',
      ['approvals', 'reject', 'x'],
      "required option '--reason <text>' not specified",
    ],
    ['an unknown verdict', ['events', '--verdict', 'maybe'], 'Allowed choices are allow, constrain'],
    [
      'a policy file that is not there',
      ['start', '--policies', 'missing.yaml'],
      'missing.yaml:1:1: there is no such file',
    ],
    [
      'no server',
      ['approvals', 'list', '--url', 'http://127.0.0.1:9'],
      'No local-core answers at http://127.0.0.1:9',
    ],
    ['no address', ['events', '--url', 'nonsense'], '"nonsense" is no address'],
  ])('says what is wrong with %s, without a stack', async (_, args, message) => {
    const { code, err } = await runToEnd(args);
    expect(code).toBe(1);
    expect(err).toContain(message);
    expect(err).not.toMatch(/^\s+at /m);
  });

  test('checks policies', async () => {
    const good = await runToEnd(['check', await policyFile()]);
    expect(good).toMatchObject({ code: 0, err: '' });
    expect(good.out).toMatch(/^ok {2}1 rule, 0 guardrails \(.*policy\.yaml\), otherwise allow\n$/);
    const file = await policyFile(GOOD.replace('require_approval', 'ask'));
    const bad = await runToEnd(['check', file]);
    expect(bad.code).toBe(1);
    expect(bad.err).toContain(`${file}:5:15: "decision" must be one of`);
    expect(bad.err).toContain('  5 |     decision: ask\n                    ^');
  });

  test.each(['SIGINT', 'SIGTERM'] as const)('starts, decides, and ends with 0 at %s', async (signal) => {
    const folder = await cores.folder();
    const args = ['start', '--policies', await policyFile(), '--port', '0', '--data', join(folder, 'data')];
    const server = run([...args, '--agent', 'support=obx_test_support', '--agent', 'research']);
    const { out } = await eventually(server.output, (text) => text.out.includes('Ctrl-C'));
    const url = /Address +(\S+)/.exec(out)?.[1] ?? '';
    expect(out).toMatch(/Agent +support +obx_test_support/);
    expect(out).toMatch(/Agent +research +obx_test_[0-9a-f]{48}/);
    expect(out).toContain('1 rule, 0 guardrails');
    expect(out).toContain(`OPENBOX_URL=${url} OPENBOX_API_KEY=obx_test_support`);

    const response = await fetch(`${url}/api/v1/governance/evaluate`, {
      method: 'POST',
      headers: { authorization: 'Bearer obx_test_support', 'content-type': 'application/json' },
      body: JSON.stringify(activityStarted({ activity_input: ['a secret'] })),
    });
    expect(response.status).toBe(200);
    const after = await eventually(server.output, (text) => text.out.includes('approvals approve'));
    expect(after.out).toMatch(
      /require_approval +ActivityStarted refund +support, order-1\n +Look at it \[ask\]/,
    );
    expect(after.out).not.toContain('a secret');

    server.child.kill(signal);
    expect(await server.ended).toBe(0);
    expect(server.output().err).toBe('');
    await expect(fetch(url)).rejects.toThrow();
  });

  test('prints a mistake in a changed file and goes on', async () => {
    const file = await policyFile();
    const server = run(['start', '--policies', file, '--port', '0', '--data', ':memory:', '--quiet']);
    await eventually(server.output, (text) => text.out.includes('Ctrl-C'));
    await writeFile(file, GOOD.replace('allow', 'alow'));
    const { err } = await eventually(server.output, (text) => text.err.includes('stay in force'));
    expect(err).toContain(`${file}:1:18`);
    await writeFile(file, GOOD);
    await eventually(server.output, (text) => text.out.includes('Policies reloaded: 1 rule'));
    server.child.kill('SIGTERM');
    expect(await server.ended).toBe(0);
  });

  test('says that the port or the data folder is taken', async () => {
    const dataDir = await cores.folder();
    const core = await cores.start({ dataDir });
    const file = await policyFile();
    const port = await runToEnd([
      'start',
      '--policies',
      file,
      '--port',
      new URL(core.url).port,
      '--data',
      ':memory:',
    ]);
    expect(port.code).toBe(1);
    expect(port.err).toMatch(/error: Port \d+ of 127\.0\.0\.1 is in use\./);
    const data = await runToEnd(['start', '--policies', file, '--port', '0', '--data', dataDir]);
    expect(data.code).toBe(1);
    expect(data.err).toContain('Another process is using the data folder');
  });

  test('lists approvals and decides on them', async () => {
    const core = await cores.start({ policies: await policyFile() });
    const env = { OPENBOX_URL: core.url };
    expect((await runToEnd(['approvals', 'list'], env)).out).toBe('Nothing waits for a human.\n');
    await evaluate(core, activityStarted());
    await evaluate(core, activityStarted({ activity_id: '2' }));
    const [first, second] = await core.approvals.list();
    const id = first?.id ?? '';

    const listed = await runToEnd(['approvals', 'list'], env);
    expect(listed.out).toContain(
      `${id}  pending  refund (input)\n  agent default, workflow Order order-1\n  Look at it [ask]`,
    );
    const approved = await runToEnd(
      ['approvals', 'approve', id.slice(0, 13), '--reason', 'Known', '--by', 'alice'],
      env,
    );
    expect(approved).toMatchObject({ code: 0, out: expect.stringContaining('approved by alice: Known') });
    expect(await core.approvals.get(id)).toMatchObject({ status: 'approved', decidedBy: 'alice' });
    const again = await runToEnd(['approvals', 'approve', id], env);
    expect(again).toMatchObject({ code: 1, err: `error: The approval ${id} was approved before.\n` });

    const rejected = await runToEnd([
      'approvals',
      'reject',
      second?.id ?? '',
      '--reason',
      'No',
      '--url',
      core.url,
    ]);
    expect(rejected.code).toBe(0);
    expect((await core.approvals.get(second?.id ?? ''))?.decidedBy).not.toBe('');
    await evaluate(core, activityStarted({ activity_id: '3', metadata: { action_digest: 'cc33' } }));
    const third = (await core.approvals.list({ status: 'pending' }))[0]?.id ?? '';
    expect((await runToEnd(['approvals', 'list'], env)).out).toContain('action cc33');
    for (const text of ['{amount:1}', 'null'])
      expect((await runToEnd(['approvals', 'approve', third, '--input', text], env)).err).toContain(
        'It must be JSON, and not null',
      );
    const changed = await runToEnd(['approvals', 'approve', third, '--input', '[{"amount":1}]'], env);
    expect(changed.out).toContain('changed to [{"amount":1}]');
    expect((await core.approvals.get(third))?.modifiedInput).toEqual([{ amount: 1 }]);
    const ambiguous = await runToEnd(['approvals', 'approve', ''], env);
    expect(ambiguous.err).toContain('3 approvals begin with');
    expect((await runToEnd(['approvals', 'approve', 'zzz'], env)).err).toContain(
      'There is no approval with the id zzz.',
    );
    const all: unknown = JSON.parse(
      (await runToEnd(['approvals', 'list', '--status', 'all', '--json'], env)).out,
    );
    expect(all).toMatchObject({
      approvals: [{ status: 'approved' }, { status: 'rejected' }, { status: 'approved' }],
    });
  });

  test('shows events', async () => {
    const core = await cores.start({ policies: await policyFile() });
    await evaluate(core, activityStarted({ activity_type: 'greet\u001b[2J', workflow_id: 'w\nx' }));
    await evaluate(core, activityStarted());
    const { out } = await runToEnd(['events', '--url', core.url]);
    expect(out).toMatch(
      /allow +ActivityStarted greet \[2J +default, w x\n.*require_approval +ActivityStarted refund/,
    );
    expect(out).not.toContain('\u001b');
    const filtered = await runToEnd(['events', '--url', core.url, '--verdict', 'allow', '--json']);
    expect(JSON.parse(filtered.out)).toMatchObject({ events: [{ sequence: 1 }] });
    expect((await runToEnd(['events', '--url', core.url, '--agent', 'nobody'])).out).toBe('No event fits.\n');
  });
});
