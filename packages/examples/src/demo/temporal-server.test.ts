import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTemporalServer } from './temporal-server';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'temporal-server-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** A stand-in for the CLI: real process, real ports, no Temporal. */
function writeCli(script: string): string {
  const path = join(folder, 'temporal');
  writeFileSync(path, `#!${process.execPath}\n${script}`);
  chmodSync(path, 0o755);
  return path;
}

const LISTEN = `
const net = require('node:net');
const value = (name) => process.argv[process.argv.indexOf(name) + 1];
for (const name of ['--port', '--ui-port']) {
  if (process.argv.includes(name)) net.createServer((s) => s.destroy()).listen(Number(value(name)), '127.0.0.1');
}`;

const isOpen = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });

describe('startTemporalServer', () => {
  it('resolves when gRPC and pages listen, and frees both on close', async () => {
    const server = await startTemporalServer({ env: { TEMPORAL_CLI_PATH: writeCli(LISTEN) }, ui: true });
    const port = Number(server.address.split(':')[1]);
    const uiPort = Number(server.uiUrl?.split(':')[2]);
    expect([await isOpen(port), await isOpen(uiPort)]).toEqual([true, true]);
    await server.close();
    expect([await isOpen(port), await isOpen(uiPort)]).toEqual([false, false]);
    await expect(server.exited).resolves.toContain('was ended by SIGTERM');
  });

  it('starts without pages', async () => {
    const server = await startTemporalServer({ env: { TEMPORAL_CLI_PATH: writeCli(LISTEN) }, ui: false });
    expect(server.uiUrl).toBeUndefined();
    await server.close();
  });

  it('says what a server that does not come up said', async () => {
    const cli = writeCli('console.error("Error: unknown flag"); process.exitCode = 1;');
    await expect(startTemporalServer({ env: { TEMPORAL_CLI_PATH: cli }, ui: true })).rejects.toThrow(
      /The Temporal dev server ended with exit code 1:\nError: unknown flag/,
    );
  });

  it('tries once more where the port was taken in between', async () => {
    const mark = join(folder, 'tried');
    const cli = writeCli(`
      const fs = require('node:fs');
      if (!fs.existsSync(${JSON.stringify(mark)})) {
        fs.writeFileSync(${JSON.stringify(mark)}, '');
        console.error('bind: address already in use');
        process.exit(1);
      }
      ${LISTEN}`);
    const server = await startTemporalServer({ env: { TEMPORAL_CLI_PATH: cli }, ui: false });
    await server.close();
    expect(server.address).toMatch(/^127\.0\.0\.1:\d+$/);
  });

  it('uses a server of your own and leaves it running', async () => {
    const env = { TEMPORAL_ADDRESS: 'example.test:7233', TEMPORAL_UI_URL: 'http://ui.test/' };
    const server = await startTemporalServer({ env, ui: true });
    expect(server).toMatchObject({
      address: 'example.test:7233',
      namespace: 'default',
      uiUrl: 'http://ui.test',
    });
    await expect(server.close()).resolves.toBeUndefined();
  });
});
