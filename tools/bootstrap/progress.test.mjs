import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createProgress, formatSeconds } from './progress.mjs';

function recordStream(isTTY) {
  const written = [];
  return { isTTY, written, write: (text) => void written.push(text) };
}

test('plain lines where there is no terminal', async () => {
  const stream = recordStream(false);
  await createProgress(stream).run('Build', async (report) => report('core-client'));
  const text = stream.written.join('');
  assert.match(text, /^ {2}Build \.\.\.\n {2}Build: core-client\n✓ Build: core-client \(\d+\.\d s\)\n$/);
});

test('one line with running seconds on a terminal', async () => {
  const stream = recordStream(true);
  await createProgress(stream).run('Build', async () => undefined);
  assert.match(stream.written[0], /^\r.*Build \.\.\. \d+\.\d s$/);
  assert.equal(stream.written.filter((text) => text.includes('\n')).length, 1);
});

test('a step that fails is marked, and its error is kept', async () => {
  const stream = recordStream(false);
  await assert.rejects(
    createProgress(stream).run('Build', () => Promise.reject(new Error('broken'))),
    /broken/,
  );
  assert.match(stream.written.at(-1), /^✗ Build/);
});

test('durations are short to read', () => {
  assert.deepEqual(
    [formatSeconds(450), formatSeconds(9_940), formatSeconds(75_400)],
    ['0.5 s', '9.9 s', '75 s'],
  );
});
