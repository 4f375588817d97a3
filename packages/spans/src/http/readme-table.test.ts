import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { TESTED_LIBRARIES } from './tested-libraries.test-support';

describe('the table of libraries in the README', () => {
  it('has the libraries and versions that are tested, with what is tested of each', () => {
    const readme = readFileSync(join(__dirname, '../../README.md'), 'utf8');
    const [, section = ''] = readme.split('### Libraries');
    const rows = section
      .split('\n')
      .filter((line) => line.startsWith('| `'))
      .map((line) =>
        line
          .split('|')
          .slice(1, -1)
          .map((cell) => cell.trim()),
      );
    expect(rows).toEqual(
      TESTED_LIBRARIES.map(({ name, version, sitsOn, programs }) => [
        `\`${name}\``,
        version,
        sitsOn,
        ...['json', 'stream', 'upload', 'callback', 'redirect', 'gzip'].map((program) =>
          programs.includes(program) ? 'yes' : '',
        ),
      ]),
    );
  });
});
