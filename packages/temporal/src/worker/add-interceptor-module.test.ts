import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addInterceptorModule } from './add-interceptor-module';

const OURS = require.resolve('../workflow/interceptors');
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'openbox-modules-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function moduleOf(manifest: string | undefined): string {
  mkdirSync(join(folder, 'dist', 'workflow'), { recursive: true });
  const path = join(folder, 'dist', 'workflow', 'interceptors.js');
  writeFileSync(path, '');
  if (manifest !== undefined) writeFileSync(join(folder, 'package.json'), manifest);
  return path;
}

describe('addInterceptorModule', () => {
  it('adds ours after the others', () => {
    expect(addInterceptorModule(['theirs', './interceptors'])).toEqual(['theirs', './interceptors', OURS]);
  });

  it.each<[string, () => string]>([
    ['ours', () => OURS],
    ["another copy's", () => moduleOf('{"name":"@openbox/temporal"}')],
  ])('adds nothing where there is %s', (_name, present) => {
    const paths = ['theirs', present()];
    expect(addInterceptorModule(paths)).toBe(paths);
  });

  it.each([
    ['another package', '{"name":"theirs"}'],
    ['no package', undefined],
    ['a package whose manifest cannot be read', 'null'],
  ])('is not misled by a module of the same name in %s', (_name, manifest) => {
    const path = moduleOf(manifest);
    expect(addInterceptorModule([path])).toEqual([path, OURS]);
  });
});
