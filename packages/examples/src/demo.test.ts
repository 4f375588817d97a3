import { type ChildProcessWithoutNullStreams, exec, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { resolve } from 'node:path';
import { promisify } from 'node:util';

const DEMO = resolve(__dirname, '../dist/demo.js');

interface Running {
  readonly child: ChildProcessWithoutNullStreams;
  /** Everything printed so far, without colours. */
  text(): string;
  /** Resolves with everything printed when the text is there; rejects where the demo ends before. */
  sees(what: RegExp): Promise<string>;
  /** Resolves with the exit code. */
  readonly ended: Promise<number | null>;
}

const children: ChildProcessWithoutNullStreams[] = [];

function startDemo(args: readonly string[], env: Record<string, string> = {}): Running {
  const child = spawn(process.execPath, [DEMO, ...args], {
    env: {
      ...process.env,
      NO_COLOR: '1',
      CI: '',
      OPENBOX_DEMO_PG_URL: '',
      OPENAI_BASE_URL: '',
      OPENAI_API_KEY: '',
      ...env,
    },
  });
  children.push(child);
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  }
  const ended = once(child, 'close').then(([code]: unknown[]) => (typeof code === 'number' ? code : null));
  const sees = (what: RegExp): Promise<string> =>
    new Promise((done, reject) => {
      const look = (): void => {
        if (what.test(text)) done(text);
      };
      child.stdout.on('data', look);
      child.stderr.on('data', look);
      void ended.then(() => reject(new Error(`The demo ended without ${String(what)}:\n${text}`)));
      look();
    });
  return { child, text: () => text, sees, ended };
}

const isOpen = (port: number): Promise<boolean> =>
  new Promise((done) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      done(true);
    });
    socket.once('error', () => done(false));
  });

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

describe('the demo', () => {
  it('checks its own outcome, ends everything and exits 0', async () => {
    const demo = startDemo(['--once', '--no-ui', '--decide-after', '0']);
    const code = await demo.ended;
    expect(demo.text()).toContain('12 of 12 messages came out as expected.');
    expect(code).toBe(0);
    expect(demo.text()).toMatch(
      /03-small-refund[^]*operations file\.read 03-small-refund\.txt\n +POST http:\S+\/v1\/chat\/completions 200\n +SELECT orders\n +INSERT refunds\n/,
    );
    const [, temporalPort] = /Temporal server at 127\.0\.0\.1:(\d+)/.exec(demo.text()) ?? [];
    const [, corePort] = /Core \(local\) at http:\/\/127\.0\.0\.1:(\d+)/.exec(demo.text()) ?? [];
    const [, postgresPort] = /PostgreSQL \(embedded\) at 127\.0\.0\.1:(\d+)/.exec(demo.text()) ?? [];
    const ports = [temporalPort, corePort, postgresPort].map(Number);
    expect(await Promise.all(ports.map(isOpen))).toEqual([false, false, false]);
  }, 120_000);

  it('prints nothing that guardrails redacted, and no key', async () => {
    const demo = startDemo(['--once', '--no-ui', '--verbose', '--decide-after', '0']);
    await expect(demo.ended).resolves.toBe(0);
    const message = readFileSync(resolve(__dirname, '../messages/02-address-and-card.txt'), 'utf8');
    const secrets = ['4111 1111 1111 1111', '555-867-5309', 'marta.ellison@example.com'];
    expect(secrets.filter((secret) => message.includes(secret))).toEqual(secrets);
    const printed = demo.text();
    const shown = [...secrets, 'samuel.osei@example.com', '536-22-1234', 'obx_test_'];
    expect(shown.filter((secret) => printed.includes(secret))).toEqual([]);
  }, 120_000);

  it('lets anybody decide by the command that it prints', async () => {
    const demo = startDemo(['--no-ui', '--decide-after', '100']);
    const text = await demo.sees(/05-refund-of-4000[^]*npx openbox-core approvals reject .*\n/);
    const [command] = /npx openbox-core approvals approve .*/.exec(text) ?? [];
    const { stdout } = await promisify(exec)(String(command), { cwd: resolve(__dirname, '../../..') });
    expect(stdout).toContain('approved');
    expect(await demo.sees(/06-close-account/)).toMatch(/decided +by you[^]*done +refund, reply/);
    demo.child.kill('SIGTERM');
    await expect(demo.ended).resolves.toBe(143);
  }, 120_000);

  it('ends everything on Ctrl-C in the middle of its work', async () => {
    const demo = startDemo(['--no-ui']);
    const text = await demo.sees(/05-refund-of-4000[^]*openbox-core approvals approve/);
    demo.child.kill('SIGINT');
    await expect(demo.ended).resolves.toBe(130);
    const [, port] = /Temporal server at 127\.0\.0\.1:(\d+)/.exec(text) ?? [];
    const [, postgresPort] = /PostgreSQL \(embedded\) at 127\.0\.0\.1:(\d+)/.exec(text) ?? [];
    const ports = [port, postgresPort].map(Number);
    expect(await Promise.all(ports.map(isOpen))).toEqual([false, false]);
  }, 120_000);

  it('ends everything on Ctrl-C while it starts', async () => {
    const demo = startDemo(['--no-ui']);
    await demo.sees(/starting PostgreSQL/);
    demo.child.kill('SIGINT');
    await expect(demo.ended).resolves.toBe(130);
    expect(demo.text()).not.toContain('did not end cleanly');
  }, 120_000);

  it('stays up until Ctrl-C without --once', async () => {
    const demo = startDemo(['--decide-after', '0']);
    const text = await demo.sees(/Everything stays up until Ctrl-C/);
    const [, ui] = /its pages at (http:\S+)/.exec(text) ?? [];
    expect((await fetch(String(ui))).status).toBe(200);
    demo.child.kill('SIGINT');
    await expect(demo.ended).resolves.toBe(0);
  }, 120_000);

  it('explains itself', async () => {
    const demo = startDemo(['--help']);
    await expect(demo.ended).resolves.toBe(0);
    expect(demo.text()).toMatch(/--once[^]*--decide-after[^]*OPENAI_BASE_URL[^]*Examples:/);
  });

  it.each([
    [['--decide-after', 'soon'], {}, 'It must be a number of seconds'],
    [['--often'], {}, "unknown option '--often'"],
    [['--once'], { OPENBOX_DEMO_PG_URL: 'postgres://me:x@127.0.0.1:9/shop' }, '127.0.0.1:9/shop'],
    [['--once'], { TEMPORAL_CLI_PATH: '/nowhere/temporal' }, 'TEMPORAL_CLI_PATH is /nowhere/temporal'],
  ])('says in words what is wrong with %p', async (args, env, words) => {
    const demo = startDemo(args, env);
    await expect(demo.ended).resolves.toBe(1);
    expect(demo.text()).toContain(words);
    expect(demo.text()).not.toMatch(/^ +at /m);
  });
});
