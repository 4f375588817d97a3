import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SetupError } from './setup-error.mjs';
import { readSoakOptions } from './soak-command.mjs';

test('a soak test has a thousand workflows and a seed of its own unless told otherwise', () => {
  assert.deepEqual(
    readSoakOptions([], () => 0.5),
    { workflows: 1_000, seed: 500_001 },
  );
  assert.deepEqual(readSoakOptions(['--workflows', '50', '--seed=7']), { workflows: 50, seed: 7 });
});

for (const args of [['--workflows', 'many'], ['--seed', '0'], ['--workers', '3'], ['50']]) {
  test(`${args.join(' ')} is refused with what to give`, () => {
    assert.throws(
      () => readSoakOptions(args),
      (error) => error instanceof SetupError && /--/.test(error.message),
    );
  });
}
