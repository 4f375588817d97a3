import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { runProcess } from '../bootstrap/run-process.mjs';
import { workspacePackages } from '../bootstrap/workspace-packages.mjs';
import { temporaryFolder } from '../testing/temporary-folder.mjs';
import { createConsumer, packPackage } from './packed-consumer.mjs';

const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const PUBLISHED = workspacePackages(ROOT).filter(({ published }) => published);

/** Everything a consumer may import: each entry of `exports` but package.json, and what it must offer by name. */
const ENTRIES = PUBLISHED.flatMap(({ folder, packageName }) => {
  const { exports } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return Object.keys(exports)
    .filter((path) => path !== './package.json')
    .map((path) => `${packageName}${path.slice(1)}`);
});

// covers: W78
test('every package needs the others in its own version, and everything else exactly', () => {
  const loose = PUBLISHED.flatMap(({ folder, packageName }) => {
    const {
      version,
      dependencies = {},
      peerDependencies = {},
    } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const ours = Object.entries({ ...dependencies, ...peerDependencies }).filter(([name]) =>
      name.startsWith('@openbox/'),
    );
    return [
      ...ours.filter(([, range]) => range !== version),
      ...Object.entries(dependencies).filter(([, range]) => !/^\d/.test(range)),
    ].map(([name, range]) => `${packageName}: ${name}@${range}`);
  });
  assert.deepEqual(loose, []);
});

describe('packed packages', () => {
  const packed = [];
  const folder = temporaryFolder({ after });
  const node = (args, options) => runProcess(process.execPath, args, { cwd: folder, ...options });
  const tool = (path, ...args) => node([join(ROOT, 'node_modules', path), ...args]);

  before(async () => {
    for (const one of PUBLISHED) packed.push({ ...one, ...(await packPackage(one.folder, folder)) });
    await createConsumer(folder, ROOT, packed);
  });

  for (const { name } of PUBLISHED) {
    const find = () => packed.find((one) => one.name === name);

    test(`${name} packs its build, README and licence, and no test or build record`, () => {
      const { files } = find();
      for (const file of ['package.json', 'README.md', 'LICENSE', 'dist/index.js', 'dist/index.d.ts']) {
        assert.ok(files.includes(file), `${file} is missing`);
      }
      const unwanted = files.filter((file) => /\.test\.|\.tsbuildinfo$|^src\/|^out-tsc\//.test(file));
      assert.deepEqual(unwanted, []);
    });

    test(`${name} satisfies publint`, async () => {
      const { code, stdout, stderr } = await tool('publint/src/cli.js', '--strict', find().tarball);
      assert.equal(code, 0, `${stdout}${stderr}`);
    });

    test(`${name} resolves its types for every module system (attw)`, async () => {
      const attw = '@arethetypeswrong/cli/dist/index.js';
      const { code, stdout, stderr } = await tool(attw, find().tarball, '--no-color', '--no-emoji');
      assert.equal(code, 0, `${stdout}${stderr}`);
    });
  }

  test('every entry can be required', async () => {
    const lines = ENTRIES.map(
      (entry) => `if (typeof require('${entry}') !== 'object') throw new Error('${entry}');`,
    );
    const { code, stderr } = await node(['-e', lines.join('\n')]);
    assert.equal(code, 0, stderr);
  });

  test('every entry can be imported, with its names, and is the same module as the required one', async () => {
    const script = `
      import { createRequire } from 'node:module';
      const require = createRequire(import.meta.url);
      for (const entry of ${JSON.stringify(ENTRIES)}) {
        const imported = await import(entry);
        for (const [name, value] of Object.entries(require(entry))) {
          if (imported[name] !== value) throw new Error(entry + ' has no named import ' + name);
        }
      }`;
    writeFileSync(join(folder, 'import.mjs'), script);
    const { code, stderr } = await node(['import.mjs']);
    assert.equal(code, 0, stderr);
  });

  test('a CommonJS Jest without any configuration loads every entry', async () => {
    const tests = ENTRIES.map(
      (entry) => `test('${entry}', () => { expect(typeof require('${entry}')).toBe('object'); });`,
    );
    writeFileSync(join(folder, 'consumer.test.js'), tests.join('\n'));
    const { code, stderr } = await tool('jest/bin/jest.js', '--rootDir', folder);
    assert.equal(code, 0, stderr);
  });

  for (const [moduleSystem, resolution] of [
    ['commonjs', 'node10'],
    ['node16', 'node16'],
    ['esnext', 'bundler'],
  ]) {
    test(`TypeScript finds the types of every entry with moduleResolution ${resolution}`, async () => {
      const lines = ENTRIES.map(
        (entry, index) => `import * as entry${index} from '${entry}';\nvoid entry${index};`,
      );
      writeFileSync(join(folder, `${resolution}.ts`), lines.join('\n'));
      const { code, stdout } = await tool(
        'typescript/bin/tsc',
        ...['--noEmit', '--strict', '--skipLibCheck', '--target', 'es2022', '--types', 'node'],
        ...['--module', moduleSystem, '--moduleResolution', resolution, join(folder, `${resolution}.ts`)],
      );
      assert.equal(code, 0, stdout);
    });
  }

  test("Temporal's bundler takes the packed workflow interceptors", async () => {
    writeFileSync(join(folder, 'workflows.js'), 'exports.hello = async () => "hello";');
    const script = `
      const { bundleWorkflowCode } = require('@temporalio/worker');
      const quiet = { log() {}, trace() {}, debug() {}, info() {}, warn() {}, error() {} };
      bundleWorkflowCode({
        workflowsPath: require.resolve('./workflows.js'),
        workflowInterceptorModules: [require.resolve('@openbox/temporal/workflow-interceptors')],
        logger: quiet,
      }).then(({ code }) => {
        if (!code.includes('send_governance_event')) throw new Error('the interceptors are not in the bundle');
      });`;
    writeFileSync(join(folder, 'bundle.js'), script);
    const { code, stderr } = await node(['bundle.js']);
    assert.equal(code, 0, stderr);
  });
});
