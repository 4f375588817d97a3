// How much HTTP capture adds to the peak memory of a large download: each in a process of its own, as text and as bytes.
// Run: node tools/bench/download-memory.mjs [mebibytes, 1024 where it is left out]
import { execFile } from 'node:child_process';
import { get } from 'node:http';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { startCapture } from './run-in-activity.mjs';
import { startStreamServer } from './start-stream-server.mjs';

const CLIENTS = {
  fetch: async (url) => {
    let bytes = 0;
    for await (const chunk of (await fetch(url)).body) bytes += chunk.length;
    return bytes;
  },
  'node:http': (url) =>
    new Promise((resolve, reject) => {
      let bytes = 0;
      get(url, (response) => {
        response.on('data', (chunk) => (bytes += chunk.length)).on('end', () => resolve(bytes));
      }).on('error', reject);
    }),
};

if (process.argv[2] === 'measure') await measure(...process.argv.slice(3));
else await compare(Number(process.argv[2] ?? 1024));

async function measure(client, url, isCaptured) {
  const capture = isCaptured === 'true' ? startCapture() : undefined;
  const download = () => CLIENTS[client](url);
  const bytes = capture === undefined ? await download() : (await capture.run(download)).result;
  capture?.shutdown();
  process.stdout.write(JSON.stringify({ bytes, peakMiB: process.resourceUsage().maxRSS / 1024 }));
}

async function compare(mebibytes) {
  const server = await startStreamServer();
  for (const client of Object.keys(CLIENTS)) {
    for (const type of ['text/plain', 'application/octet-stream']) {
      const url = `${server.url}/?bytes=${mebibytes * 1024 * 1024}&type=${encodeURIComponent(type)}`;
      const [without, withCapture] = [await peak(client, url, false), await peak(client, url, true)];
      console.log(
        `${client}, ${mebibytes} MiB of ${type}: peak ${without.toFixed(0)} MiB without capture, ${withCapture.toFixed(0)} MiB with it: ${(withCapture - without).toFixed(1)} MiB more`,
      );
    }
  }
  await server.close();
}

/** The median of three, because the peak depends on when garbage is collected. */
async function peak(client, url, isCaptured) {
  const peaks = [];
  for (let round = 0; round < 3; round += 1) {
    const file = fileURLToPath(import.meta.url);
    const args = [file, 'measure', client, url, String(isCaptured)];
    const { stdout } = await promisify(execFile)(process.execPath, args);
    peaks.push(JSON.parse(stdout).peakMiB);
  }
  return peaks.toSorted((a, b) => a - b)[1];
}
