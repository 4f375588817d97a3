import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { historyFromJSON, historyToJSON } from '@temporalio/common/lib/proto-utils';
import type { RecordedConfiguration } from './configurations';
import type { RecordedHistory } from './record-histories';

const FOLDER = join(__dirname, '..', '..', 'histories');

/** What made the histories of one folder. */
export interface Manifest {
  readonly build: string;
  readonly temporalSdk: string;
  readonly configurations: Readonly<Record<string, RecordedConfiguration>>;
}

/** A history from the folder, with the path that names it. */
export interface Fixture extends RecordedHistory {
  readonly configuration: string;
}

export async function writeManifest(manifest: Manifest): Promise<void> {
  const folder = join(FOLDER, manifest.build);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'manifest.json'), `${JSON.stringify(manifest, undefined, 2)}\n`);
}

export async function writeHistories(
  build: string,
  configuration: string,
  recorded: readonly RecordedHistory[],
): Promise<void> {
  const folder = join(FOLDER, build, configuration);
  await mkdir(folder, { recursive: true });
  for (const { name, history } of recorded)
    await writeFile(join(folder, `${name}.json`), `${withoutStacks(historyToJSON(history))}\n`);
}

/** Every history of the folder. */
export async function readFixtures(): Promise<Fixture[]> {
  const fixtures: Fixture[] = [];
  for (const entry of await readdir(FOLDER, { recursive: true, withFileTypes: true })) {
    const [build, configuration] = entry.parentPath.slice(FOLDER.length + 1).split(/[\\/]/);
    if (!entry.isFile() || build === undefined || configuration === undefined) continue;
    const history = historyFromJSON(JSON.parse(await readFile(join(entry.parentPath, entry.name), 'utf8')));
    fixtures.push({ name: `${build}/${configuration}/${entry.name}`, configuration, history });
  }
  return fixtures;
}

/** Stacks name files of the machine that recorded; a replay looks at none of them. */
function withoutStacks(json: string): string {
  return JSON.stringify(JSON.parse(json), (key, value: unknown) => (key === 'stackTrace' ? '' : value));
}
