import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { temporaryFolder } from '../testing/temporary-folder.mjs';
import { checkExamples } from './check-examples.mjs';
import { markdownExamples, markdownLinks } from './markdown-examples.mjs';

const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const block = (code, info = '') => `\`\`\`ts${info}\n${code}\n\`\`\`\n`;

const ACTIVITIES = block('// activities.ts\nexport const greet = (name: string) => `Hello ${name}`;');
const SETUP = '<!-- setup\ndeclare const name: string;\n-->\n\n';

/** One document per case; the compiler starts once for all. */
const DOCUMENTS = {
  wrong: `# Title\n\n${block('const count: number = "three";\nconsole.log(count);')}`,
  named: ACTIVITIES + block("import { greet } from './activities';\ngreet('Ada');"),
  misused: ACTIVITIES + block("import { greet } from './activities';\ngreet(1);"),
  setup: SETUP + block('console.log(name.length);'),
  'setup-file': `<!-- setup\n// wide.ts\nexport const wide = 3;\n-->\n\n${SETUP}${block("import { wide } from './wide';\nconsole.log(name, wide);")}`,
  'setup-elsewhere': SETUP + block('') + block('console.log(name.length);'),
};

describe('type-checked examples', () => {
  const folder = temporaryFolder({ after });
  let errors = [];
  const errorsOf = (name) => errors.filter((error) => error.includes(`${name}.md:`));

  before(() => {
    const paths = Object.entries(DOCUMENTS).map(([name, markdown]) => {
      const path = join(folder, `${name}.md`);
      writeFileSync(path, markdown);
      return path;
    });
    errors = checkExamples(ROOT, paths).errors;
  });

  test('an example that does not compile is reported with its line', () => {
    assert.equal(errorsOf('wrong').length, 1);
    assert.match(
      errorsOf('wrong')[0],
      /wrong\.md:3: Type 'string' is not assignable[^]*const count: number = "three";/,
    );
  });

  test('a named block is a file that later blocks import', () => {
    assert.deepEqual(errorsOf('named'), []);
    assert.equal(errorsOf('misused').length, 1);
  });

  test('a setup comment declares what the reader has, for one block', () => {
    assert.deepEqual(errorsOf('/setup'), []);
    assert.deepEqual(errorsOf('setup-file'), []);
    assert.equal(errorsOf('setup-elsewhere').length, 1);
  });
});

test('blocks of other languages and blocks that opt out are left alone', () => {
  const markdown = `${block('x', ' no-check')}\`\`\`js\ny\n\`\`\`\n${block('z')}`;
  assert.deepEqual(
    markdownExamples(markdown).map(({ code }) => code),
    ['z\n'],
  );
});

test('links: relative ones, without anchors, outside code', () => {
  const markdown = `[a](packages/a/README.md#use) [b](https://example.com) [c](#here)\n${block('[d](e)')}`;
  assert.deepEqual(markdownLinks(markdown), ['packages/a/README.md']);
});
