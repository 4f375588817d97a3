import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import { type AddressInfo, type Socket } from 'node:net';
import { type GovernanceEvent } from '../contract/events';

/** One request as a server got it. */
export interface ReceivedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Answers a request, or leaves it hanging. `index` counts from 0. */
export type Answer = (response: ServerResponse, request: ReceivedRequest, index: number) => void;

/** A server in Core's place, on a port of its own. */
export interface CoreServer {
  readonly url: string;
  readonly requests: readonly ReceivedRequest[];
  /** Connections that were made so far. */
  connections(): number;
  close(): Promise<void>;
}

/** Starts a real HTTP server that answers every request by a function. */
export async function startCoreServer(answer: Answer): Promise<CoreServer> {
  const requests: ReceivedRequest[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      const received = { method, path: url, headers, body: Buffer.concat(chunks) };
      requests.push(received);
      answer(response, received, requests.length - 1);
    });
  });
  server.on('connection', (socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${String(port)}`,
    requests,
    connections: () => sockets.size,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** Answers with JSON. */
export function json(response: ServerResponse, body: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

/** A port of this machine on which nobody listens. */
export async function refusingUrl(): Promise<string> {
  const server = await startCoreServer(() => undefined);
  await server.close();
  return server.url;
}

export const API_KEY = 'obx_test_s3cretK3y';

export const EVENT: GovernanceEvent = {
  source: 'workflow-telemetry',
  event_type: 'WorkflowStarted',
  workflow_id: 'w',
  run_id: 'r',
  workflow_type: 'Agent',
  task_queue: 'q',
};
