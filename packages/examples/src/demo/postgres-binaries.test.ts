import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DemoError } from './demo-error';
import { copyUnlessOpen, findPostgresBinaries } from './postgres-binaries';

describe('findPostgresBinaries', () => {
  it('finds the server of this system', () => {
    expect(existsSync(join(findPostgresBinaries(), 'bin'))).toBe(true);
  });

  it('names the alternative where there is none', () => {
    const find = (): string => findPostgresBinaries('sunos', 'sparc');
    expect(find).toThrow(DemoError);
    expect(find).toThrow(/no embedded PostgreSQL for sunos-sparc[^]*OPENBOX_DEMO_PG_URL/);
  });
});

describe('copyUnlessOpen', () => {
  it('copies only what others cannot enter', () => {
    const folder = mkdtempSync(join(tmpdir(), 'binaries-'));
    try {
      const home = join(folder, 'home');
      mkdirSync(home);
      writeFileSync(join(home, 'program'), '');
      chmodSync(home, 0o755);
      chmodSync(folder, 0o755);
      expect(copyUnlessOpen(home, join(folder, 'copy'))).toBe(home);
      chmodSync(home, 0o700);
      expect(copyUnlessOpen(home, join(folder, 'copy'))).toBe(join(folder, 'copy'));
      expect(existsSync(join(folder, 'copy', 'program'))).toBe(true);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
