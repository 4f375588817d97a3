import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runProcess } from '../bootstrap/run-process.mjs';

/** Packs one package as `npm publish` would and returns the path of the tarball and the names of its files. */
export async function packPackage(packageFolder, destination) {
  const { code, stdout, stderr } = await runProcess(
    'npm',
    ['pack', '--json', '--ignore-scripts', '--pack-destination', destination],
    { cwd: packageFolder },
  );
  if (code !== 0) throw new Error(`npm pack failed in ${packageFolder}: ${stderr}`);
  const [{ filename, files }] = JSON.parse(stdout);
  return { tarball: join(destination, filename), files: files.map(({ path }) => path) };
}

/**
 * A project in `folder` that has the packed packages installed and nothing of the workspace's own sources. Their dependencies are
 * links to what the workspace has installed, so that no registry is needed.
 */
export async function createConsumer(folder, root, packed) {
  const modules = join(folder, 'node_modules');
  mkdirSync(join(modules, '@openbox'), { recursive: true });
  linkAll(join(root, 'node_modules'), modules, (name) => name !== '@openbox' && !name.startsWith('.'));
  for (const { name, folder: source, tarball } of packed) {
    const target = join(modules, '@openbox', name);
    mkdirSync(target);
    const { code, stderr } = await runProcess('tar', ['-xzf', tarball, '--strip-components=1', '-C', target]);
    if (code !== 0) throw new Error(`${tarball} could not be unpacked: ${stderr}`);
    const nested = join(source, 'node_modules');
    if (existsSync(nested)) {
      mkdirSync(join(target, 'node_modules'));
      linkAll(nested, join(target, 'node_modules'), (entry) => !entry.startsWith('.'));
    }
  }
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'consumer', private: true }));
}

function linkAll(source, target, accept) {
  for (const name of readdirSync(source).filter(accept)) symlinkSync(join(source, name), join(target, name));
}
