import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder that is removed after the test `t`; in the body of a suite, hand in `{ after }`. */
export function temporaryFolder(t) {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), 'openbox-tools-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
