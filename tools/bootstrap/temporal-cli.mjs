import { isExecutable, findOnPath } from './find-on-path.mjs';
import { runProcess } from './run-process.mjs';
import { SetupError } from './setup-error.mjs';
import { temporalCliSources } from './temporal-cli-sources.mjs';
import { installIntoCache, toolCacheFolder } from './tool-cache.mjs';

const MINIMUM_SERVER = [1, 29];
const VERSION_TIMEOUT_MS = 20_000;

/**
 * The path of a Temporal CLI whose dev server is recent enough: `TEMPORAL_CLI_PATH`, then PATH, then our cache, then what
 * `sources` install into the cache.
 *
 * @throws SetupError when there is none, saying what was tried and what to do.
 */
export async function findTemporalCli({
  progress,
  env = process.env,
  cacheFolder = toolCacheFolder(env),
  sources = temporalCliSources(),
}) {
  const configured = env.TEMPORAL_CLI_PATH;
  if (configured !== undefined && configured !== '') {
    const problem = await problemOf(configured);
    if (problem === undefined) return configured;
    throw new SetupError(
      `TEMPORAL_CLI_PATH is ${configured}, but ${problem}.\nCorrect the variable, or unset it to let this script find or install a Temporal CLI.`,
    );
  }

  const cached = sources.map((source) => source.target(cacheFolder));
  for (const file of [...findOnPath('temporal', env.PATH), ...new Set(cached)]) {
    if (!isExecutable(file)) continue;
    const problem = await problemOf(file);
    if (problem === undefined) return file;
    progress.note(`  ${file} is not used: ${problem}.`);
  }

  return await progress.run('Temporal CLI', (report) => install(sources, cacheFolder, report));
}

/** Says where a CLI would come from, without installing one; `undefined` when there is none yet. */
export async function locateTemporalCli({ progress, env = process.env, cacheFolder = toolCacheFolder(env) }) {
  try {
    return await findTemporalCli({ progress: { ...progress, run: () => undefined }, env, cacheFolder });
  } catch (error) {
    if (error instanceof SetupError) progress.note(`  ${error.message}`);
    else throw error;
    return undefined;
  }
}

async function install(sources, cacheFolder, report) {
  const failures = [];
  for (const source of sources) {
    report(source.title);
    try {
      return await installIntoCache(source.target(cacheFolder), async (folder) => {
        const file = await source.build(folder);
        const problem = await problemOf(file);
        if (problem !== undefined) throw new SetupError(problem);
        return file;
      });
    } catch (error) {
      failures.push(`  - ${source.title}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  throw new SetupError(
    [
      'No Temporal CLI was found, and none could be installed. Tried:',
      '  - TEMPORAL_CLI_PATH: not set',
      '  - PATH and the cache: nothing usable',
      ...failures,
      'Install it (https://docs.temporal.io/cli, on macOS "brew install temporal"), or set TEMPORAL_CLI_PATH to the binary, and run the same command again.',
    ].join('\n'),
  );
}

/** What is wrong with this binary; `undefined` when its server is recent enough. */
async function problemOf(file) {
  const { code, stdout, stderr, timedOut } = await runProcess(file, ['--version'], {
    timeoutMs: VERSION_TIMEOUT_MS,
  });
  if (timedOut) return '`--version` did not answer';
  if (code !== 0) return `\`--version\` failed with exit code ${code}: ${stderr.trim().split('\n')[0]}`;
  // The version of the CLI itself says nothing: a `go install` build calls itself 0.0.0-DEV.
  const server = /Server (\d+)\.(\d+)\.\d+/.exec(stdout);
  if (server === null) return 'it does not say the version of its server (is it the Temporal CLI?)';
  const [major, minor] = [Number(server[1]), Number(server[2])];
  const recent = major > MINIMUM_SERVER[0] || (major === MINIMUM_SERVER[0] && minor >= MINIMUM_SERVER[1]);
  return recent
    ? undefined
    : `its server is ${major}.${minor}, and ${MINIMUM_SERVER.join('.')} or later is needed`;
}
