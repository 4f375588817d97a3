import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { collectCoverage, COVERAGE_FILE } from './collect-coverage.mjs';
import { findMarks } from './find-marks.mjs';
import { renderCoverage } from './render-coverage.mjs';

test('every row of the coverage table is shown by a test or says why not', () => {
  assert.deepEqual(collectCoverage().problems, []);
});

test('the coverage table is current', () => {
  const hint = 'run: npm run coverage';
  assert.equal(readFileSync(COVERAGE_FILE, 'utf8'), collectCoverage().text, hint);
});

test('a mark belongs to the test below it, with the titles of what is around', () => {
  const { marks, problems } = findMarks(
    'a.test.ts',
    [
      "describe('outer', () => {",
      '  // covers: 1, W2',
      "  it.each(['x'])('inner %s', () => {});",
      '});',
      '// covers: 3',
      'test.each`a`(`plain`, () => {});',
    ].join('\n'),
  );
  assert.deepEqual(problems, []);
  assert.deepEqual(marks, [
    { ids: ['1', 'W2'], title: 'outer › inner %s' },
    { ids: ['3'], title: 'plain' },
  ]);
});

test('a mark that is wrong or belongs to nothing is a problem', () => {
  const { problems } = findMarks(
    'a.test.ts',
    '// covers: nonsense\ntest("a", () => {});\n// covers: 4\nconst a = 1;',
  );
  assert.equal(problems.length, 2);
});

test('a row shows its tests, its reason, or that it is empty', () => {
  const groups = [
    {
      title: 'G',
      rows: [
        ['1', 'a | b'],
        ['2', 'c', 'why'],
        ['3', 'd'],
      ],
    },
  ];
  const text = renderCoverage(groups, new Map([['1', [{ file: 'f.ts', title: 't' }]]]));
  assert.match(text, /\| 1 \| a \\\| b \| \[t\]\(f\.ts\) \|/);
  assert.match(text, /\| 2 \| c \| \*why\* \|/);
  assert.match(text, /\| 3 \| d \| \*nothing\* \|/);
});
