import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { lastLines, runProcess } from './run-process.mjs';
import { SetupError } from './setup-error.mjs';

const INSTALL_TIMEOUT_MS = 20 * 60_000;

/** Runs `npm ci` when node_modules is not what package-lock.json says. */
export async function ensureDependencies({ root, progress }) {
  const reason = whyInstall(root);
  if (reason === undefined) return;
  await progress.run(`npm ci, because ${reason}`, async () => {
    const npm = npmCommand();
    const args = [...npm.args, 'ci', '--no-audit', '--no-fund', '--loglevel=error'];
    const { code, stdout, stderr, timedOut } = await runProcess(npm.command, args, {
      cwd: root,
      timeoutMs: INSTALL_TIMEOUT_MS,
    });
    if (code === 0) return writeFileSync(stampFile(root), lockHash(root));
    throw new SetupError(
      [
        timedOut
          ? `npm ci did not finish within ${INSTALL_TIMEOUT_MS / 60_000} minutes.`
          : `npm ci failed with exit code ${code}:`,
        lastLines(`${stdout}\n${stderr}`, 15),
        'Check that the npm registry is reachable ("npm ping"), then run the same command again.',
      ].join('\n'),
    );
  });
}

/** Why node_modules has to be installed again; `undefined` when it holds what the lock file names. */
export function whyInstall(root) {
  const hidden = join(root, 'node_modules', '.package-lock.json');
  if (existsSync(hidden) && readText(stampFile(root)) === lockHash(root)) return undefined;
  const installed = readLock(hidden);
  if (installed === undefined) return 'nothing is installed yet';
  const wanted = readLock(join(root, 'package-lock.json'));
  if (wanted === undefined)
    throw new SetupError(`package-lock.json is missing in ${root}: check it out again.`);
  for (const [path, entry] of Object.entries(wanted)) {
    if (!path.includes('node_modules/')) continue;
    const found = installed[path];
    // Packages for other platforms stay away; they are optional.
    if (found === undefined && (entry.optional === true || entry.devOptional === true || entry.peer === true))
      continue;
    const moved = entry.link === true && found?.resolved !== entry.resolved;
    if (found?.version !== entry.version || moved) {
      return `${path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)} differs from the lock file`;
    }
  }
  return undefined;
}

/** Written by us after `npm ci`. Who ran npm without us has none, and the two lock files are compared entry by entry. */
function stampFile(root) {
  return join(root, 'node_modules', '.openbox-lock-hash');
}

function lockHash(root) {
  const text = readText(join(root, 'package-lock.json'));
  if (text === undefined)
    throw new SetupError(`package-lock.json is missing in ${root}: check it out again.`);
  return createHash('sha256').update(text).digest('hex');
}

function readLock(file) {
  const text = readText(file);
  return text === undefined ? undefined : JSON.parse(text).packages;
}

function readText(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

/** The npm that runs us, or the one on PATH. */
function npmCommand() {
  const cli = process.env.npm_execpath;
  return cli !== undefined && /npm-cli\.[cm]?js$/.test(cli)
    ? { command: process.execPath, args: [cli] }
    : { command: 'npm', args: [] };
}
