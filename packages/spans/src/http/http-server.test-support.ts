import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { TEST_CERTIFICATE } from './certificate.test-support';

/** A request as the server got it. */
export interface ReceivedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** A server of a test, on a free port. */
export interface TestServer {
  /** Without a slash at its end. */
  readonly url: string;
  readonly port: number;
  /** Requests that came, in order, each when its body had come. */
  readonly received: readonly ReceivedRequest[];
  /** Requests whose head came. */
  readonly heads: readonly string[];
  readonly connections: () => number;
  readonly server: Server;
  /** Ends the answers that were left open. */
  endHanging(): void;
  close(): Promise<void>;
}

export const LONG_TEXT = 'héllo wörld 🌍 '.repeat(10_000);

/** Starts a server that answers as the path says; see `answer`. */
export async function startTestServer(options: { secure?: boolean } = {}): Promise<TestServer> {
  const received: ReceivedRequest[] = [];
  const heads: string[] = [];
  const hanging = new Set<ServerResponse>();
  const onRequest: RequestListener = (request, response) => {
    heads.push(`${request.method ?? ''} ${request.url ?? ''}`);
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      received.push({
        method: request.method ?? '',
        url: request.url ?? '',
        headers: request.headers,
        body,
      });
      answer(new URL(request.url ?? '/', 'http://test'), request, body, response, hanging);
    });
  };
  const server = options.secure ? createSecureServer(TEST_CERTIFICATE, onRequest) : createServer(onRequest);
  let connections = 0;
  server.on('connection', () => (connections += 1));
  server.on('upgrade', (_request, socket) => {
    socket.end('HTTP/1.1 101 Switching Protocols\r\nUpgrade: echo\r\nConnection: Upgrade\r\n\r\nwelcome');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `${options.secure ? 'https' : 'http'}://127.0.0.1:${port}`,
    port,
    received,
    heads,
    connections: () => connections,
    server,
    endHanging: () => {
      for (const response of hanging) response.end();
      hanging.clear();
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

const ENCODERS = {
  gzip: gzipSync,
  br: brotliCompressSync,
  deflate: deflateSync,
  'deflate-raw': deflateRawSync,
};

function answer(
  url: URL,
  request: IncomingMessage,
  body: string,
  response: ServerResponse,
  hanging: Set<ServerResponse>,
): void {
  const [, what = '', detail = ''] = url.pathname.split('/');
  response.setHeader('date', 'Tue, 24 Nov 2026 00:00:00 GMT');
  switch (what) {
    case 'status':
      response.writeHead(Number(detail), { 'content-type': 'application/json' });
      response.end(detail === '204' || detail === '304' ? undefined : `{"status":${detail}}`);
      return;
    case 'redirect':
      response.writeHead(Number(detail || 302), { location: url.searchParams.get('to') ?? '/echo' });
      response.end('moved');
      return;
    case 'encoded': {
      const encode = ENCODERS[detail as keyof typeof ENCODERS];
      response.writeHead(200, {
        'content-type': 'text/plain; charset=utf-8',
        'content-encoding': detail.replace('-raw', ''),
      });
      response.end(encode(LONG_TEXT));
      return;
    }
    case 'long':
      response.writeHead(200, { 'content-type': 'text/plain' });
      response.end(LONG_TEXT);
      return;
    case 'binary':
      response.writeHead(200, detail === '' ? {} : { 'content-type': `image/${detail}` });
      response.end(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0xff, 0xfe, 0x00, 0x01]));
      return;
    case 'latin1':
      response.writeHead(200, { 'content-type': 'text/plain; charset=iso-8859-1' });
      response.end(Buffer.from('caf\u00e9', 'latin1'));
      return;
    case 'untyped':
      response.end('plain words');
      return;
    case 'openai':
    case 'anthropic':
      answerAsModel(what, JSON.parse(body) as { stream?: boolean }, response);
      return;
    case 'events':
      void sendEvents(response);
      return;
    case 'cut':
      response.writeHead(200, { 'content-type': 'text/plain', 'content-length': '1000' });
      response.write('the beginning');
      setImmediate(() => response.destroy());
      return;
    case 'silent':
      request.socket.destroy();
      return;
    case 'hang':
      response.writeHead(200, { 'content-type': 'text/plain' });
      response.write('first');
      hanging.add(response);
      return;
    default:
      response.writeHead(200, {
        'content-type': 'application/json',
        'set-cookie': ['a=cookie-secret', 'b=2'],
        'x-request-id': 'req-1',
      });
      response.end(JSON.stringify({ method: request.method, path: url.pathname, body }));
  }
}

/** One answer, whole or in parts, of a language model's API. */
function answerAsModel(
  api: 'openai' | 'anthropic',
  asked: { stream?: boolean },
  response: ServerResponse,
): void {
  const { whole, events } = MODEL_ANSWERS[api];
  if (asked.stream !== true) {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(whole));
    return;
  }
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const event of events) {
    const name = 'type' in event ? `event: ${event.type}\n` : '';
    response.write(`${name}data: ${JSON.stringify(event)}\n\n`);
  }
  response.end(api === 'openai' ? 'data: [DONE]\n\n' : undefined);
}

const MODEL_ANSWERS = {
  openai: {
    whole: {
      id: '1',
      object: 'chat.completion',
      choices: [{ index: 0, message: { role: 'assistant', content: 'answer' } }],
    },
    events: ['an', 'swer'].map((content) => ({ id: '1', choices: [{ index: 0, delta: { content } }] })),
  },
  anthropic: {
    whole: { id: '1', type: 'message', role: 'assistant', content: [{ type: 'text', text: 'answer' }] },
    events: [
      ...['an', 'swer'].map((text) => ({
        type: 'content_block_delta',
        index: 0,
        delta: { type: 'text_delta', text },
      })),
      { type: 'message_stop' },
    ],
  },
};

async function sendEvents(response: ServerResponse): Promise<void> {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (let count = 0; count < 5; count += 1) {
    response.write(`data: {"count":${count}}\n\n`);
    await new Promise((resolve) => setImmediate(resolve));
  }
  response.end('data: [DONE]\n\n');
}
