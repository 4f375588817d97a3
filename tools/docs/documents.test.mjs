import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { listFiles, workspacePackages } from '../bootstrap/workspace-packages.mjs';
import { checkExamples } from './check-examples.mjs';
import { markdownLinks } from './markdown-examples.mjs';

const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const PACKAGES = workspacePackages(ROOT);
const DOCUMENTS = [
  join(ROOT, 'README.md'),
  join(ROOT, 'CONTRIBUTING.md'),
  ...listFiles(join(ROOT, 'packages'), (path) => path.endsWith('.md')),
];

test('every TypeScript example compiles', () => {
  const { count, errors } = checkExamples(ROOT, DOCUMENTS);
  assert.ok(count > 0, 'no example was found');
  assert.equal(errors.join('\n'), '');
});

test('every relative link leads somewhere', () => {
  const dead = DOCUMENTS.flatMap((document) =>
    markdownLinks(readFileSync(document, 'utf8'))
      .filter((target) => !existsSync(join(dirname(document), target)))
      .map((target) => `${relative(ROOT, document)} -> ${target}`),
  );
  assert.deepEqual(dead, []);
});

for (const { name, packageName, folder, published } of PACKAGES) {
  test(`the README leads to ${name}`, () => {
    const links = markdownLinks(readFileSync(join(ROOT, 'README.md'), 'utf8'));
    if (published) {
      assert.ok(links.includes(`packages/${name}/README.md`));
      assert.match(
        readFileSync(join(folder, 'README.md'), 'utf8'),
        new RegExp(`^# \`?${packageName}\`?$`, 'm'),
      );
    } else {
      assert.ok(links.some((link) => [`packages/${name}`, `packages/${name}/README.md`].includes(link)));
    }
  });
}
