// A server in a process of its own, so that it shares no event loop and no memory with what is measured. Prints its address.
import { createServer } from 'node:http';

const CHUNK = Buffer.alloc(64 * 1024, 'a line of text that is neither short nor long\n');

const server = createServer((request, response) => {
  const url = new URL(request.url, 'http://bench');
  if (url.pathname === '/events') {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write('data: first\n\n');
    setTimeout(() => response.end('data: last\n\n'), 20);
    return;
  }
  let left = Number(url.searchParams.get('bytes'));
  response.writeHead(200, { 'content-type': url.searchParams.get('type') ?? 'text/plain' });
  const send = () => {
    while (left > 0) {
      const chunk = left < CHUNK.length ? CHUNK.subarray(0, left) : CHUNK;
      left -= chunk.length;
      if (!response.write(chunk)) {
        response.once('drain', send);
        return;
      }
    }
    response.end();
  };
  send();
});

server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`http://127.0.0.1:${server.address().port}\n`);
});
process.stdin.on('end', () => process.exit()).resume();
