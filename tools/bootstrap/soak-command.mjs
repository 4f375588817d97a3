import { parseArgs } from 'node:util';
import { prepare } from './prepare.mjs';
import { SetupError } from './setup-error.mjs';
import { runJest } from './test-runners.mjs';
import { workspacePackages } from './workspace-packages.mjs';

const DEFAULT_WORKFLOWS = 1_000;
const SOAK_USAGE = `Usage: npm run soak -- [options]

  --workflows <number>  how many workflows (${DEFAULT_WORKFLOWS})
  --seed <number>       repeats the plans, verdicts and kills of another run; it printed its seed (random)
  --help                this text`;

/** `soak`: builds, then runs the soak test in its long form; its figures, with the seed, are printed at the end. */
export async function soakCommand({ root, progress, args }) {
  if (args.includes('--help')) {
    console.log(SOAK_USAGE);
    return 0;
  }
  const { workflows, seed } = readSoakOptions(args);
  const packages = workspacePackages(root).filter(({ name }) => name === 'e2e');
  const projects = packages.map(({ packageName }) => packageName);
  const env = await prepare({ root, progress, projects, databases: false });
  progress.note(
    `\n${String(workflows)} workflows on three workers that are killed at random, seed ${String(seed)}`,
  );
  const result = await runJest({
    root,
    env: { ...env, OPENBOX_SOAK_WORKFLOWS: String(workflows), OPENBOX_SOAK_SEED: String(seed) },
    packages,
    jestArgs: ['--runInBand', '--testPathPatterns', 'soak/soak.test'],
  });
  return result.failed === 0 && result.problem === undefined ? 0 : 1;
}

/** @throws SetupError naming the option that cannot be used. */
export function readSoakOptions(args, random = Math.random) {
  let values;
  try {
    ({ values } = parseArgs({
      args,
      options: { workflows: { type: 'string' }, seed: { type: 'string' } },
    }));
  } catch (error) {
    throw new SetupError(`${error.message}\n\n${SOAK_USAGE}`);
  }
  return {
    workflows: wholeNumber('workflows', values.workflows) ?? DEFAULT_WORKFLOWS,
    seed: wholeNumber('seed', values.seed) ?? Math.floor(random() * 1_000_000) + 1,
  };
}

function wholeNumber(name, text) {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new SetupError(`--${name} is "${text}": give a whole number above 0`);
}
