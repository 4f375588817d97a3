import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { prepare } from './prepare.mjs';
import { SetupError } from './setup-error.mjs';
import { NO_TESTS, runJest, runNodeTests } from './test-runners.mjs';
import { summarizeTests } from './test-summary.mjs';
import { listFiles, workspacePackages } from './workspace-packages.mjs';

/**
 * `test`: builds, then runs the unit tests of all packages, the tests of tools/, and at last the packages that need servers, one after
 * the other. Arguments name projects; from the first option on they go to Jest.
 */
export async function testCommand({ root, progress, args }) {
  const plan = planTests(workspacePackages(root), args);
  const runs = [];
  const databases = plan.some(({ packages = [] }) => packages.some(({ name }) => name === 'instrument-db'));
  const projects = projectsToBuild(plan, args);
  const env = await prepare({ root, progress, projects, databases }).catch((error) => {
    if (!(error instanceof SetupError)) throw error;
    console.error(`\n${error.message}`);
    runs.push({ ...NO_TESTS, title: 'preparation', problem: 'failed, see above', durationMs: 0 });
  });
  if (env === undefined) return report(runs);
  for (const step of plan) {
    progress.note(`\nTesting ${step.title}`);
    const startedAt = Date.now();
    const result = await runStep(step, { root, env });
    runs.push({ ...NO_TESTS, title: step.title, ...result, durationMs: Date.now() - startedAt });
    if (result.interrupted) runs.at(-1).problem ??= 'interrupted';
    if (result.interrupted) break;
  }
  return report(runs);
}

/** What the named projects need; everything when none is named, or when tools/ is among them, which looks at all. */
function projectsToBuild(plan, args) {
  const named = args.length > 0 && !args[0].startsWith('-') && plan.every(({ tools }) => tools !== true);
  return named ? plan.flatMap(({ packages }) => packages.map(({ packageName }) => packageName)) : [];
}

function report(runs) {
  const { text, exitCode } = summarizeTests(runs);
  console.log(text);
  return exitCode;
}

/** Which runners to start, in which order. */
export function planTests(packages, args) {
  const firstOption = args.findIndex((arg) => arg.startsWith('-'));
  const names = (firstOption < 0 ? args : args.slice(0, firstOption)).map((name) =>
    name.replace(/^@openbox\//, ''),
  );
  const jestArgs = firstOption < 0 ? [] : args.slice(firstOption);
  const known = [...packages.map(({ name }) => name), 'tools'];
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new SetupError(`There is no project "${unknown}". Projects: ${known.join(', ')}.`);
  }

  const tested = packages.filter(
    ({ name, folder }) =>
      (names.length === 0 || names.includes(name)) &&
      listFiles(folder, (path) => path.endsWith('.test.ts')).length > 0,
  );
  // On a small machine one Jest process for all is quickest. Those that start servers must not compete with it, and a server that does
  // not come up must not take the others' tests away.
  const withServers = tested.filter((one) => one.layer === 'test' || hasGlobalSetup(one));
  const unit = tested.filter((one) => !withServers.includes(one));
  const withTools = names.includes('tools') || (names.length === 0 && jestArgs.length === 0);
  return [
    ...(unit.length > 0
      ? [{ title: unit.map(({ name }) => name).join(', '), packages: unit, jestArgs }]
      : []),
    ...(withTools ? [{ title: 'tools', tools: true }] : []),
    ...withServers.map((one) => ({ title: one.name, packages: [one], jestArgs })),
  ];
}

function hasGlobalSetup({ folder }) {
  const config = join(folder, 'jest.config.cjs');
  return existsSync(config) && readFileSync(config, 'utf8').includes('globalSetup');
}

async function runStep(step, { root, env }) {
  if (step.tools === true) return await runNodeTests({ root, env, folder: join(root, 'tools') });
  return await runJest({ root, env, packages: step.packages, jestArgs: step.jestArgs });
}
