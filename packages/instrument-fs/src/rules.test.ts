import { constants } from 'node:fs';
import { byteCount, transferredBytes } from './byte-count';
import { isChangingMode, toFileMode } from './file-mode';
import { resolveFileIoOptions } from './options';
import { createPathRules } from './path/path-rules';
import { toFilePath } from './path/to-file-path';

describe('createPathRules', () => {
  const rules = createPathRules({ skipPaths: ['/var/cache/app'], skipExtensions: ['.Log'] });

  // covers: 157
  it.each<[string, boolean, boolean]>([
    // path, skipped when it is read, skipped when it is changed
    ['/dev/null', true, true],
    ['/proc/self/stat', true, true],
    ['/sys/class/net', true, true],
    ['/dev', true, true],
    ['/devices/x', false, false],
    ['/app/dev/x', false, false],
    ['/app/proc/x', false, false],
    ['/app/node_modules/a/index.js', true, false],
    ['/app/my_node_modules/a', false, false],
    ['/app/__pycache__/a', true, false],
    ['/app/a.pyc', true, false],
    ['/app/lib.so', true, false],
    ['/app/my.source.txt', false, false],
    ['/app/lib.so.txt', false, false],
    ['/app/addon.NODE', true, false],
    ['/usr/lib/x', false, false],
    ['/var/cache/app', true, true],
    ['/var/cache/app/x', true, true],
    ['/var/cache/apple', false, false],
    ['/app/x.log', true, true],
    ['/app/x.log.1', false, false],
  ])('%s', (path, read, changed) => {
    expect([rules.skips(path, false), rules.skips(path, true)]).toEqual([read, changed]);
  });

  it('skips everything below a skipped root', () => {
    expect(createPathRules({ skipPaths: ['/'], skipExtensions: [] }).skips('/a', true)).toBe(true);
  });
});

describe('toFileMode', () => {
  const { O_APPEND, O_CREAT, O_EXCL, O_RDONLY, O_RDWR, O_TRUNC, O_WRONLY } = constants;

  it.each<[unknown, string]>([
    ['r+', 'r+'],
    [undefined, 'r'],
    [null, 'r'],
    [O_RDONLY, 'r'],
    [O_RDWR, 'r+'],
    [O_WRONLY, 'r+'],
    [O_WRONLY | O_CREAT | O_TRUNC, 'w'],
    [O_WRONLY | O_CREAT | O_EXCL | O_TRUNC, 'wx'],
    [O_RDWR | O_CREAT | O_TRUNC, 'w+'],
    [O_WRONLY | O_CREAT | O_APPEND, 'a'],
    [O_RDWR | O_CREAT | O_APPEND | O_EXCL, 'ax+'],
  ])('%p is %s', (flags, mode) => {
    expect(toFileMode(flags, 'r')).toBe(mode);
  });

  it.each([
    ['r', false],
    ['rs', false],
    ['r+', true],
    ['w', true],
    ['a', true],
    ['rs+', true],
  ])('%s changes the file: %p', (mode, changes) => {
    expect(isChangingMode(mode)).toBe(changes);
  });
});

describe('bytes', () => {
  // covers: 160
  it.each<[unknown, unknown, number | undefined]>([
    ['héllo', undefined, 6],
    ['héllo', 'latin1', 5],
    ['00ff', 'hex', 2],
    ['AAAA', 'base64', 3],
    ['x', 'no such encoding', 1],
    [Buffer.from('abc'), undefined, 3],
    [new Uint16Array(2), undefined, 4],
    [new DataView(new ArrayBuffer(7)), undefined, 7],
    [['a'], undefined, undefined],
  ])('of %p as %p are %p', (data, encoding, bytes) => {
    expect(byteCount(data, encoding)).toBe(bytes);
  });

  it('that went through are read from every kind of answer', () => {
    expect([3, { bytesRead: 4 }, { bytesWritten: 5 }, undefined].map(transferredBytes)).toEqual([3, 4, 5, 0]);
  });
});

describe('toFilePath', () => {
  it.each<[unknown, string | undefined]>([
    ['/a/../b', '/b'],
    [Buffer.from('/a'), '/a'],
    [new URL('file:///a%20b'), '/a b'],
    [new URL('http://host/a'), undefined],
    [5, undefined],
    [{}, undefined],
    [undefined, undefined],
  ])('%p is %p', (argument, path) => {
    expect(toFilePath(argument)).toBe(path);
  });
});

describe('resolveFileIoOptions', () => {
  it.each([
    [{ skipExtensions: ['log'] }, 'skipExtensions'],
    [{ skipExtensions: ['.'] }, 'skipExtensions'],
    [{ skipPaths: [''] }, 'skipPaths'],
  ])('refuses %p by name', (options, name) => {
    expect(() => resolveFileIoOptions(options)).toThrow(name);
  });
});
