import { readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { listFiles } from '../bootstrap/workspace-packages.mjs';
import { behaviours } from './catalogue/behaviours.mjs';
import { weaknesses } from './catalogue/weaknesses.mjs';
import { findMarks } from './find-marks.mjs';
import { renderCoverage } from './render-coverage.mjs';

const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const GROUPS = [...behaviours, ...weaknesses];

/** The document that this tool writes. */
export const COVERAGE_FILE = join(ROOT, 'packages', 'e2e', 'coverage.md');

/** @returns {{ text: string, problems: string[] }} the document as it should be, and what is wrong with it. */
export function collectCoverage() {
  const files = [join(ROOT, 'packages'), join(ROOT, 'tools')].flatMap((folder) =>
    listFiles(folder, (path) => /\.(?:ts|mjs)$/.test(path)),
  );
  const rows = new Map(GROUPS.flatMap((group) => group.rows).map(([id, , reason]) => [id, reason]));
  const tests = new Map();
  const problems = [];
  for (const file of files.sort()) {
    const found = findMarks(relative(ROOT, file), readFileSync(file, 'utf8'));
    problems.push(...found.problems);
    for (const { ids, title } of found.marks) {
      for (const id of ids) {
        if (!rows.has(id)) problems.push(`${relative(ROOT, file)}: there is no row ${id}`);
        tests.set(id, [...(tests.get(id) ?? []), { file: relative(dirname(COVERAGE_FILE), file), title }]);
      }
    }
  }
  for (const [id, reason] of rows) {
    if (reason === undefined && !tests.has(id)) problems.push(`no test shows row ${id}`);
    if (reason !== undefined && tests.has(id))
      problems.push(`row ${id} has tests, and a reason why it has none`);
  }
  return { text: renderCoverage(GROUPS, tests), problems };
}
