import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The packages of the workspace: folder name, folder, and the parts of package.json that the commands decide by. */
export function workspacePackages(root) {
  const packages = join(root, 'packages');
  return readdirSync(packages)
    .filter((name) => existsSync(join(packages, name, 'package.json')))
    .sort()
    .map((name) => {
      const folder = join(packages, name);
      const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
      return {
        name,
        packageName: manifest.name,
        folder,
        published: manifest.private !== true,
        layer: manifest.nx?.tags?.find((tag) => tag.startsWith('layer:'))?.slice('layer:'.length),
      };
    });
}

/** All files below `folder` whose path `accept` takes, sorted; folders named in `skip` are not entered. */
export function listFiles(folder, accept, skip = ['node_modules', 'dist', 'out-tsc', 'coverage']) {
  const files = [];
  const walk = (current) => {
    for (const entry of readdirSync(current, { withFileTypes: true })) {
      const path = join(current, entry.name);
      if (entry.isDirectory()) {
        if (!skip.includes(entry.name)) walk(path);
      } else if (entry.isFile() && accept(path)) files.push(path);
    }
  };
  walk(folder);
  return files.sort();
}
