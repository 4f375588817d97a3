import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type IncomingHttpHeaders } from 'node:http';

/** One answer of a {@link CoreProcess}; without a status it never comes. */
export interface CoreProcessAnswer {
  readonly status?: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One request as the process got it. */
export interface CoreProcessRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** The port of the client's side, which tells its connections apart. */
  readonly port: number;
}

/** A server in Core's place and in a process of its own, so that it answers while this one stands still. */
export interface CoreProcess {
  readonly url: string;
  requests(): Promise<CoreProcessRequest[]>;
  close(): Promise<void>;
}

const PROGRAM = `
  const answers = JSON.parse(process.argv[1]);
  const requests = [];
  const server = require('node:http').createServer((request, response) => {
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      if (request.url === '/requests') return response.end(JSON.stringify(requests));
      const { method, url, headers, socket } = request;
      const answer = answers[Math.min(requests.length, answers.length - 1)];
      requests.push({ method, url, headers, body: String(Buffer.concat(chunks)), port: socket.remotePort });
      if (answer.status !== undefined)
        response.writeHead(answer.status, answer.headers ?? {}).end(JSON.stringify(answer.body ?? {}));
    });
  });
  process.stdin.on('end', () => process.exit()).resume();
  server.listen(0, '127.0.0.1', () => console.log(server.address().port));`;

/** Starts a server that gives the answers in their order, the last one again and again. It ends with this process. */
export async function startCoreProcess(answers: readonly CoreProcessAnswer[]): Promise<CoreProcess> {
  const child = spawn(process.execPath, ['-e', PROGRAM, JSON.stringify(answers)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const url = `http://127.0.0.1:${await firstLine(child)}`;
  return {
    url,
    requests: async () => (await (await fetch(`${url}/requests`)).json()) as CoreProcessRequest[],
    close: async () => {
      child.kill('SIGKILL');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    },
  };
}

async function firstLine(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('no output');
  const [chunk] = (await once(child.stdout, 'data')) as [Buffer];
  return chunk.toString().trim();
}
