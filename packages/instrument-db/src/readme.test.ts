import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDbLibrary } from './db-library';

const PACKAGE_FOLDER = join(__dirname, '..');

interface Row {
  readonly library: string;
  readonly version: string;
}

/** The rows of a table of the README, below a mark. */
function rowsBelow(mark: string): Row[] {
  const [, part = ''] = readFileSync(join(PACKAGE_FOLDER, 'README.md'), 'utf8').split(`<!-- ${mark} -->`);
  const [table = ''] = part.split('<!--');
  const cells = table
    .split('\n')
    .filter((line) => line.startsWith('| ') && !line.startsWith('| Library'))
    .map((line) => line.split('|').map((cell) => cell.trim()));
  return cells
    .map(([, library = '', version = '']) => ({ library, version }))
    .filter(({ library }) => !library.startsWith('-'));
}

/** What the tests are installed with: `npm:mongodb@6.22.0` is mongodb, too. */
function installed(): Row[] {
  const manifest: unknown = JSON.parse(readFileSync(join(PACKAGE_FOLDER, 'package.json'), 'utf8'));
  const { devDependencies } = Object.assign({ devDependencies: {} }, manifest);
  return Object.entries(devDependencies).map(([name, range]) => {
    const alias = /^npm:(.+)@([^@]+)$/.exec(String(range));
    return { library: alias?.[1] ?? name, version: alias?.[2] ?? String(range) };
  });
}

function sourcesIn(folder: string): string {
  return readdirSync(join(__dirname, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFileSync(join(__dirname, folder, file), 'utf8'))
    .join('\n');
}

const byName = (a: Row, b: Row): number =>
  `${a.library}@${a.version}`.localeCompare(`${b.library}@${b.version}`);

describe('the README', () => {
  it('names exactly the versions of the drivers that the contract is tried with', () => {
    const rows = rowsBelow('libraries');
    expect(rows.sort(byName)).toEqual(
      installed()
        .filter(({ library }) => isDbLibrary(library))
        .sort(byName),
    );
    const tests = sourcesIn('contract') + sourcesIn('test-support/contracts');
    for (const { version } of rows) expect(tests).toContain(`'${version}'`);
  });

  it('names exactly the versions of what is built upon them that is tried', () => {
    const rows = rowsBelow('layers');
    expect(rows).toHaveLength(7);
    expect(installed()).toEqual(expect.arrayContaining(rows));
    const tests = readFileSync(join(__dirname, 'layers.test.ts'), 'utf8');
    for (const { library } of rows) expect(tests).toContain(`from '${library}`);
  });
});
