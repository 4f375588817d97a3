import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/** A client library that `libraries.test.ts` runs, as it is installed here. */
export interface TestedLibrary {
  /** Its name in this package's `devDependencies`. */
  readonly installedAs: string;
  readonly name: string;
  readonly version: string;
  /** What sends its requests. */
  readonly sitsOn: 'itself' | 'node:http' | 'fetch';
  /** The programs that it runs. */
  readonly programs: readonly string[];
}

type Installed = Omit<TestedLibrary, 'name' | 'version'>;

const EVERYTHING = ['json', 'failure', 'refusedConnection', 'redirect', 'gzip', 'stream', 'upload'];
const WITHOUT_REDIRECTS = ['json', 'failure', 'refusedConnection', 'stream'];

const INSTALLED: readonly Installed[] = [
  { installedAs: 'undici', sitsOn: 'itself', programs: [...WITHOUT_REDIRECTS, 'upload', 'callback'] },
  { installedAs: 'undici6', sitsOn: 'itself', programs: [...WITHOUT_REDIRECTS, 'upload', 'callback'] },
  { installedAs: 'axios', sitsOn: 'node:http', programs: EVERYTHING },
  { installedAs: 'axios0', sitsOn: 'node:http', programs: EVERYTHING },
  { installedAs: 'got', sitsOn: 'node:http', programs: EVERYTHING },
  { installedAs: 'got13', sitsOn: 'node:http', programs: EVERYTHING },
  { installedAs: 'node-fetch', sitsOn: 'node:http', programs: EVERYTHING },
  { installedAs: 'node-fetch2', sitsOn: 'node:http', programs: EVERYTHING },
  { installedAs: 'ky', sitsOn: 'fetch', programs: EVERYTHING },
  { installedAs: 'superagent', sitsOn: 'node:http', programs: [...EVERYTHING, 'callback'] },
  { installedAs: 'superagent9', sitsOn: 'node:http', programs: [...EVERYTHING, 'callback'] },
  { installedAs: 'openai', sitsOn: 'fetch', programs: WITHOUT_REDIRECTS },
  { installedAs: 'openai5', sitsOn: 'fetch', programs: WITHOUT_REDIRECTS },
  { installedAs: '@anthropic-ai/sdk', sitsOn: 'fetch', programs: WITHOUT_REDIRECTS },
  { installedAs: 'anthropic-sdk0', sitsOn: 'fetch', programs: WITHOUT_REDIRECTS },
];

export const TESTED_LIBRARIES: readonly TestedLibrary[] = INSTALLED.map((library) => ({
  ...library,
  ...manifestOf(library.installedAs),
}));

function manifestOf(installedAs: string): { name: string; version: string } {
  const { resolve } = createRequire(__filename);
  for (const folder of resolve.paths(installedAs) ?? []) {
    try {
      const text = readFileSync(join(folder, installedAs, 'package.json'), 'utf8');
      const { name, version } = JSON.parse(text) as { name: string; version: string };
      return { name, version };
    } catch (error) {
      if ((error as { code?: unknown }).code !== 'ENOENT') throw error;
    }
  }
  throw new Error(`${installedAs} is not installed; run npm install.`);
}
