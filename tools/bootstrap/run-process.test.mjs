import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lastLines, runProcess } from './run-process.mjs';

const node = (script, options) => runProcess(process.execPath, ['-e', script], options);

test('keeps the output and the exit code', async () => {
  const result = await node('console.log("out"); console.error("err"); process.exit(3)');
  assert.deepEqual(
    { code: result.code, stdout: result.stdout, stderr: result.stderr, timedOut: result.timedOut },
    { code: 3, stdout: 'out\n', stderr: 'err\n', timedOut: false },
  );
});

test('a program that does not exist is exit code 127', async () => {
  const { code, stderr } = await runProcess(`${process.execPath}-that-does-not-exist`, []);
  assert.equal(code, 127);
  assert.match(stderr, /ENOENT/);
});

test('a program that takes too long is ended', async () => {
  const result = await node('setInterval(() => {}, 1000)', { timeoutMs: 200 });
  assert.equal(result.timedOut, true);
  assert.equal(result.code, 128 + 15);
});

test('SIGTERM is passed on, and the end of the program is awaited', async () => {
  const script = `
    import { runProcess } from ${JSON.stringify(new URL('./run-process.mjs', import.meta.url).href)};
    const child = 'process.on("SIGTERM", () => process.exit(7)); console.log("ready"); setInterval(() => {}, 1000)';
    const { code, interrupted } = await runProcess(process.execPath, ['-e', child], { output: 'inherit' });
    process.exit(code === 7 && interrupted ? 42 : 1);`;
  const { spawn } = await import('node:child_process');
  const parent = spawn(process.execPath, ['--input-type=module', '-e', script]);
  await new Promise((resolve) => parent.stdout.once('data', resolve));
  parent.kill('SIGTERM');
  const code = await new Promise((resolve) => parent.once('close', resolve));
  assert.equal(code, 42);
});

test('the last lines of an output', () => {
  assert.equal(lastLines('a\nb\nc\n', 2), 'b\nc');
});
