import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const PACKAGES = join(__dirname, '..', '..', '..');

/** Our packages in another folder, beside the same dependencies: their modules are other ones. */
export interface PackagesCopy {
  /** Folder of its `@openbox/temporal`. */
  readonly temporal: string;
  remove(): void;
}

export function copyPackages(): PackagesCopy {
  const folder = mkdtempSync(join(tmpdir(), 'openbox-copy-'));
  const modules = join(folder, 'node_modules');
  const installed = join(dirname(PACKAGES), 'node_modules');
  mkdirSync(join(modules, '@openbox'), { recursive: true });
  for (const name of readdirSync(installed))
    if (name !== '@openbox' && !name.startsWith('.')) symlinkSync(join(installed, name), join(modules, name));
  for (const name of ['core-client', 'spans', 'temporal'])
    for (const part of ['package.json', 'dist'])
      cpSync(join(PACKAGES, name, part), join(modules, '@openbox', name, part), { recursive: true });
  return {
    temporal: join(modules, '@openbox', 'temporal'),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
