import { tmpdir } from 'node:os';
import { resolve } from 'node:path';
import { holdPath, holdPaths } from './hold-path';

describe('holdPath', () => {
  it('keeps the very argument while it names the same path', () => {
    const url = new URL('file:///a');
    for (const argument of ['relative', '/absolute', url, 7, undefined])
      expect(holdPath(argument)()).toBe(argument);
  });

  it('keeps the path where a Buffer, a URL or the working directory changes', () => {
    const buffer = Buffer.from('/tmp/a');
    const url = new URL('file:///tmp/a');
    const [heldBuffer, heldUrl, heldText] = [holdPath(buffer), holdPath(url), holdPath('a')];
    const absolute = resolve('a');
    buffer.write('/etc/b');
    url.pathname = '/etc/b';
    const folder = process.cwd();
    process.chdir(tmpdir());
    try {
      expect(String(heldBuffer())).toBe('/tmp/a');
      expect(String(heldUrl())).toBe('file:///tmp/a');
      expect(heldText()).toBe(absolute);
    } finally {
      process.chdir(folder);
    }
  });

  it('holds the arguments at the given places', () => {
    const buffer = Buffer.from('/a');
    const held = holdPaths([buffer, 'data'], [0, 5]);
    buffer.write('/b');
    expect(held().map(String)).toEqual(['/a', 'data']);
  });
});
