import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/** A client library that `libraries.test.ts` runs, as it is installed here. */
export interface TestedLibrary {
  /** Its name in this package's `devDependencies`. */
  readonly installedAs: string;
  readonly name: string;
  readonly version: string;
}

const INSTALLED = [
  'undici',
  'undici6',
  'axios',
  'axios0',
  'got',
  'got13',
  'node-fetch',
  'node-fetch2',
  'ky',
  'superagent',
  'superagent9',
  'openai',
  'openai5',
  '@anthropic-ai/sdk',
  'anthropic-sdk0',
];

export const TESTED_LIBRARIES: readonly TestedLibrary[] = INSTALLED.map((installedAs) => ({
  installedAs,
  ...manifestOf(installedAs),
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
