import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { recordProgress } from '../testing/record-progress.mjs';
import { temporaryFolder } from '../testing/temporary-folder.mjs';
import { runProcess } from './run-process.mjs';
import { withRunLock } from './run-lock.mjs';

test('two tasks never overlap, and the lock is gone afterwards', async (t) => {
  const file = join(temporaryFolder(t), 'run.lock');
  const progress = recordProgress();
  const order = [];
  const task = (name) => async () => {
    order.push(`${name} starts`);
    await new Promise((resolve) => setImmediate(resolve));
    order.push(`${name} ends`);
  };
  await Promise.all([withRunLock(file, { progress }, task('a')), withRunLock(file, { progress }, task('b'))]);
  assert.deepEqual(order, ['a starts', 'a ends', 'b starts', 'b ends']);
  assert.deepEqual(progress.lines, ['  Another run is installing or building here; waiting for it.']);
  assert.equal(existsSync(file), false);
});

test('the lock of a process that has ended is taken over', async (t) => {
  const file = join(temporaryFolder(t), 'run.lock');
  const { stdout } = await runProcess(process.execPath, ['-p', 'process.pid']);
  writeFileSync(file, stdout.trim());
  assert.equal(await withRunLock(file, { progress: recordProgress() }, async () => 'done'), 'done');
});

test('the lock is released when the task fails', async (t) => {
  const file = join(temporaryFolder(t), 'run.lock');
  const failing = withRunLock(file, { progress: recordProgress() }, () => Promise.reject(new Error('no')));
  await assert.rejects(failing, /no/);
  assert.equal(existsSync(file), false);
});
