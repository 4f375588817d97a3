import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const PACKAGE = join(__dirname, '..');
const ENTRIES = [
  '@openbox/core-client',
  '@openbox/core-client/contract',
  '@openbox/core-client/wire',
  '@openbox/core-client/testing',
];

/** Runs a script in a Node process of its own, in the package's folder. */
async function inNode(script: string): Promise<string> {
  const { stdout } = await run(process.execPath, ['-e', script], { cwd: PACKAGE, timeout: 20_000 });
  return stdout.trim();
}

describe('the built package (npm run build makes it)', () => {
  it('holds ky, which CommonJS could not load everywhere', async () => {
    expect(await readFile(join(PACKAGE, 'dist/vendor/ky.js'), 'utf8')).not.toMatch(/require\(['"]ky['"]\)/);
  });

  it.each(ENTRIES)('can be required: %s', async (entry) => {
    expect(await inNode(`console.log(typeof require('${entry}'))`)).toBe('object');
  });

  it.each(ENTRIES)('can be imported: %s', async (entry) => {
    expect(
      await inNode(`import('${entry}').then((module) => console.log(Object.keys(module).length > 0))`),
    ).toBe('true');
  });

  it('works, lets its process end after close, and leaves the dispatcher of the user’s fetch alone', async () => {
    const script = `
      const http = require('node:http');
      const mine = { dispatch: () => { throw new Error('not to be used'); } };
      globalThis[Symbol.for('undici.globalDispatcher.1')] = mine;
      const { CoreClient } = require('@openbox/core-client');
      const server = http.createServer((request, response) => response.end('{"verdict":"block"}'));
      server.listen(0, '127.0.0.1', async () => {
        const client = new CoreClient({ url: 'http://127.0.0.1:' + server.address().port, apiKey: 'obx_test_a' });
        const { verdict } = await client.evaluate({ event_type: 'WorkflowStarted' });
        await client.close();
        server.close();
        const untouched = globalThis[Symbol.for('undici.globalDispatcher.1')] === mine;
        const none = globalThis[Symbol.for('undici.globalDispatcher.2')] === undefined;
        console.log(JSON.stringify({ verdict, untouched, none }));
      });`;
    expect(JSON.parse(await inNode(script))).toEqual({ verdict: 'block', untouched: true, none: true });
  });

  it('leaves fetch with the dispatcher of Node where the user set none', async () => {
    const script = `
      const { CoreClient } = require('@openbox/core-client');
      const client = new CoreClient({ url: 'http://127.0.0.1:1', apiKey: 'obx_test_a' });
      client.evaluate({}).then(() => client.close()).then(() => {
        const Agent = require('undici/lib/dispatcher/agent.js');
        console.log(globalThis[Symbol.for('undici.globalDispatcher.1')] instanceof Agent);
      });`;
    expect(await inNode(script)).toBe('false');
  });

  it('loads in a Jest that nobody configured', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'openbox-core-client-'));
    try {
      const entry = JSON.stringify(join(PACKAGE, 'dist/index.js'));
      await writeFile(join(folder, 'package.json'), '{}');
      await writeFile(
        join(folder, 'load.test.js'),
        `test('loads', () => { expect(new (require(${entry}).CoreClient)({ url: 'http://localhost', apiKey: 'obx_test_a' }).url).toBe('http://localhost'); });`,
      );
      const jest = require.resolve('jest/bin/jest');
      const { stderr } = await run(process.execPath, [jest, '--rootDir', folder, '--ci'], {
        cwd: folder,
        timeout: 60_000,
      });
      expect(stderr).toContain('1 passed');
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }, 60_000);
});
