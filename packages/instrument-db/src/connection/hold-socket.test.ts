import { once } from 'node:events';
import { createServer, Socket, type AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Admission } from '../operation/admission';
import { holdSocket } from './hold-socket';

interface Held {
  readonly socket: Socket;
  readonly allow: () => void;
  readonly refuse: (error: unknown) => void;
}

function hold(port: number): Held {
  const socket = new Socket();
  let settle: Pick<Held, 'allow' | 'refuse'> | undefined;
  const admission = new Admission(
    () =>
      new Promise<void>((allow, refuse) => {
        settle = { allow, refuse };
      }),
  );
  holdSocket(socket, admission, () => socket.connect(port, '127.0.0.1'));
  if (settle === undefined) throw new Error('nobody was asked');
  return { socket, ...settle };
}

describe('holdSocket', () => {
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    socket.pipe(socket);
  });
  let port = 0;
  beforeAll(async () => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    ({ port } = server.address() as AddressInfo);
  });
  beforeEach(() => {
    connections = 0;
  });
  afterAll(() => {
    server.close();
  });

  it('looks as one that connects, and sends what was written in the meantime', async () => {
    const { socket, allow } = hold(port);
    expect(socket.connecting).toBe(true);
    socket.write('early');
    await sleep(20);
    expect(connections).toBe(0);
    allow();
    expect(String(await once(socket, 'data'))).toBe('early');
    socket.destroy();
  });

  it('does not count the time of the verdict as the time of the server', async () => {
    const { socket, allow } = hold(port);
    let timeouts = 0;
    socket.setTimeout(30, () => (timeouts += 1));
    await sleep(60);
    expect(timeouts).toBe(0);
    allow();
    await once(socket, 'connect');
    expect(socket.timeout).toBe(30);
    await once(socket, 'timeout');
    expect(timeouts).toBe(1);
    socket.destroy();
  });

  it('does not connect one that was given up in the meantime', async () => {
    const { socket, allow } = hold(port);
    socket.destroy();
    await once(socket, 'close');
    allow();
    const other = hold(port);
    other.allow();
    await once(other.socket, 'connect');
    expect(connections).toBe(1);
    other.socket.destroy();
  });

  it('fails with the refusal, or with what connecting throws', async () => {
    const { socket, refuse } = hold(port);
    const refusal = new Error('not this one');
    refuse(refusal);
    expect(await once(socket, 'close').catch((error: unknown) => error)).toBe(refusal);
    const wrong = hold(70_000);
    wrong.allow();
    expect(await once(wrong.socket, 'close').catch((error: unknown) => error)).toMatchObject({
      code: 'ERR_SOCKET_BAD_PORT',
    });
    expect(connections).toBe(0);
  });
});
