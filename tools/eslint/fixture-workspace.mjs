import { cpSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const COPIED = [
  'eslint.config.mjs',
  'nx.json',
  'package.json',
  'package-lock.json',
  'tsconfig.base.json',
  'tools/eslint',
];

/** Small packages, one per layer, with the tags and the dependencies that the real ones have. */
export const LAYERS = {
  'core-client': { layer: 'core', dependencies: {} },
  spans: { layer: 'capture', dependencies: { '@openbox/core-client': '0.1.0' } },
  'instrument-fs': { layer: 'instrument', dependencies: { '@openbox/spans': '0.1.0', ms: '2.1.3' } },
  tracing: { layer: 'instrument', dependencies: { '@openbox/spans': '0.1.0' } },
  temporal: {
    layer: 'integration',
    dependencies: {
      '@openbox/core-client': '0.1.0',
      '@temporalio/common': '1.24.0',
      '@temporalio/workflow': '1.24.0',
    },
  },
  'local-core': { layer: 'dev', dependencies: { '@openbox/core-client': '0.1.0' } },
  e2e: { layer: 'test', dependencies: { '@openbox/temporal': '0.1.0', '@openbox/local-core': '0.1.0' } },
};

/** A workspace in `folder` with our lint configuration, our installed packages and the given sources, by path below packages/. */
export function createFixtureWorkspace(folder, root, sources) {
  for (const path of COPIED) cpSync(join(root, path), join(folder, path), { recursive: true });
  linkInstalledPackages(folder, root);
  for (const [name, { layer, dependencies }] of Object.entries(LAYERS)) {
    const packageFolder = join(folder, 'packages', name);
    write(join(packageFolder, 'package.json'), {
      name: `@openbox/${name}`,
      version: '0.1.0',
      exports: { '.': './src/index.ts', './contract': './src/contract/index.ts' },
      scripts: { build: 'true', lint: 'true' },
      dependencies,
      nx: { tags: [`layer:${layer}`] },
    });
    write(join(packageFolder, 'tsconfig.json'), {
      extends: '../../tsconfig.base.json',
      compilerOptions: { types: ['node', 'jest'], noEmit: true },
      include: ['src/**/*.ts'],
    });
    symlinkSync(packageFolder, join(folder, 'node_modules', '@openbox', name));
  }
  writeSources(folder, sources);
}

export function writeSources(folder, sources) {
  for (const [path, source] of Object.entries(sources)) write(join(folder, 'packages', path), source);
}

function linkInstalledPackages(folder, root) {
  const installed = join(root, 'node_modules');
  const links = join(folder, 'node_modules');
  mkdirSync(join(links, '@openbox'), { recursive: true });
  for (const name of readdirSync(installed)) {
    if (name !== '@openbox' && !name.startsWith('.openbox'))
      symlinkSync(join(installed, name), join(links, name));
  }
}

function write(file, content) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content, undefined, 2));
}
