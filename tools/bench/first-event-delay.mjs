// How much later the first byte of a server-sent event reaches a program with HTTP capture: the median of 100 requests with
// capture and of 100 without, in turns. Run: node tools/bench/first-event-delay.mjs
import { get } from 'node:http';
import { startCapture } from './run-in-activity.mjs';
import { startStreamServer } from './start-stream-server.mjs';

const ROUNDS = 100;
const WARM_UP = 10;

const CLIENTS = {
  fetch: async (url) => {
    const startedAt = performance.now();
    const { body } = await fetch(`${url}/events`);
    let first;
    for await (const chunk of body) if (chunk.length > 0) first ??= performance.now() - startedAt;
    return first;
  },
  'node:http': (url) =>
    new Promise((resolve, reject) => {
      const startedAt = performance.now();
      let first;
      get(`${url}/events`, (response) => {
        response.on('data', () => (first ??= performance.now() - startedAt)).on('end', () => resolve(first));
      }).on('error', reject);
    }),
};

const server = await startStreamServer();
for (const [name, request] of Object.entries(CLIENTS)) {
  const delays = { without: [], with: [] };
  for (let round = -WARM_UP; round < ROUNDS; round += 1) {
    const without = await request(server.url);
    const capture = startCapture();
    const { result, spans } = await capture.run(() => request(server.url));
    capture.shutdown();
    if (spans !== 2) throw new Error(`expected the request's span, got ${spans - 1} of them`);
    if (round < 0) continue;
    delays.without.push(without);
    delays.with.push(result);
  }
  const [without, withCapture] = [median(delays.without), median(delays.with)];
  console.log(
    `${name}: first event after ${without.toFixed(2)} ms without capture, ${withCapture.toFixed(2)} ms with it: ${(withCapture - without).toFixed(2)} ms later (median of ${ROUNDS})`,
  );
}
await server.close();

function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}
