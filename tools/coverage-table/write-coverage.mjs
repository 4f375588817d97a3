import { writeFileSync } from 'node:fs';
import { collectCoverage, COVERAGE_FILE } from './collect-coverage.mjs';

const { text, problems } = collectCoverage();
writeFileSync(COVERAGE_FILE, text);
for (const problem of problems) console.error(problem);
process.exitCode = problems.length === 0 ? 0 : 1;
