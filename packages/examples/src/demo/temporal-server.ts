import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { startChildServer, type ChildServer } from './child-process';
import { DemoError } from './demo-error';
import { findTemporalCli } from './find-temporal-cli';
import { findFreePort } from './free-port';

/** The Temporal server that the demo runs on. */
export interface TemporalServer {
  readonly address: string;
  readonly namespace: string;
  /** Address of the web pages; absent without UI, and for a server of your own unless `TEMPORAL_UI_URL` says it. */
  readonly uiUrl?: string;
  /** Resolves with a line that says how, should the server end by itself; never for a server of your own. */
  readonly exited: Promise<string>;
  close(): Promise<void>;
}

export interface TemporalServerOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whether to serve Temporal's web pages. */
  readonly ui: boolean;
}

const GRPC_PORT = 7233;
const UI_PORT = 8233;
const START_TIMEOUT_MS = 30_000;
const NEVER = new Promise<never>(() => undefined);

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    const answer = (listening: boolean) => () => {
      socket.destroy();
      resolve(listening);
    };
    socket.once('connect', answer(true)).once('error', answer(false));
  });
}

async function waitUntilListening(port: number, server: ChildServer): Promise<void> {
  let gone: string | undefined;
  void server.exited.then((how) => (gone = how));
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (!(await isListening(port))) {
    if (gone !== undefined) throw new DemoError(`The Temporal dev server ${gone}:\n${server.lastLines()}`);
    if (Date.now() > deadline) {
      throw new DemoError(
        `The Temporal dev server does not listen on port ${port} after 30 s:\n${server.lastLines()}`,
      );
    }
    await delay(20);
  }
}

async function startOnce(cli: string, ui: boolean): Promise<TemporalServer> {
  const port = await findFreePort(GRPC_PORT);
  const uiPort = ui ? await findFreePort(UI_PORT) : undefined;
  const server = startChildServer(cli, [
    ...['server', 'start-dev', '--ip', '127.0.0.1', '--port', String(port), '--log-level', 'error'],
    ...(uiPort === undefined ? ['--headless'] : ['--ui-ip', '127.0.0.1', '--ui-port', String(uiPort)]),
  ]);
  try {
    await waitUntilListening(port, server);
    if (uiPort !== undefined) await waitUntilListening(uiPort, server);
  } catch (error) {
    await server.close();
    throw error;
  }
  return {
    address: `127.0.0.1:${port}`,
    namespace: 'default',
    ...(uiPort === undefined ? {} : { uiUrl: `http://127.0.0.1:${uiPort}` }),
    exited: server.exited.then((how) => `The Temporal dev server ${how}:\n${server.lastLines()}`),
    close: () => server.close(),
  };
}

/**
 * Start a Temporal dev server on the usual ports, or on free ones where those are taken. With `TEMPORAL_ADDRESS` set,
 * that server is used (namespace `TEMPORAL_NAMESPACE`, pages at `TEMPORAL_UI_URL`) and nothing is started.
 *
 * @throws {@link DemoError} where the CLI is missing or the server does not come up, with what it said.
 */
export async function startTemporalServer({ env, ui }: TemporalServerOptions): Promise<TemporalServer> {
  if (env.TEMPORAL_ADDRESS) {
    return {
      address: env.TEMPORAL_ADDRESS,
      namespace: env.TEMPORAL_NAMESPACE || 'default',
      ...(env.TEMPORAL_UI_URL ? { uiUrl: env.TEMPORAL_UI_URL.replace(/\/+$/, '') } : {}),
      exited: NEVER,
      close: () => Promise.resolve(),
    };
  }
  const cli = findTemporalCli(env);
  try {
    return await startOnce(cli, ui);
  } catch (error) {
    // Between finding a free port and listening on it somebody else may have taken it: once more, with another.
    if (error instanceof DemoError && /address already in use/i.test(error.message))
      return startOnce(cli, ui);
    throw error;
  }
}
