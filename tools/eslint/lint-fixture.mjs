// Runs in the fixture workspace: Nx takes the workspace root from the current folder, and its rules read the cached project graph.
// The argument is a file with sources, by path below packages/. They are written after the graph is made: a forbidden import would
// make edges in it, and legal files would be part of its cycles.
import { createProjectGraphAsync } from '@nx/devkit';
import { ESLint } from 'eslint';
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { writeSources } from './fixture-workspace.mjs';

await createProjectGraphAsync({ exitOnError: true });
writeSources(process.cwd(), JSON.parse(readFileSync(process.argv[2], 'utf8')));
const results = await new ESLint({ cwd: process.cwd() }).lintFiles(['packages']);
const messages = results.flatMap(({ filePath, messages: found }) =>
  found.map(({ ruleId, message }) => ({ path: relative('packages', filePath), ruleId, message })),
);
process.stdout.write(`\n${JSON.stringify(messages)}\n`);
