// One governed Worker for each copy of the packages in COPIES, all in one process, until standard input ends. With THREAD
// they run in a worker thread. Says "running" once they poll, and at the end whether every patch is gone.
const http = require('node:http');
const https = require('node:https');
const { text } = require('node:stream/consumers');
const { isMainThread, Worker: Thread } = require('node:worker_threads');

const { ADDRESS, CODE_PATH, TASK_QUEUE, COPIES, CORES, THREAD } = process.env;

async function visit(url) {
  return (await fetch(url)).text();
}

async function visitByHttp(url) {
  const response = await new Promise((resolve, reject) => http.get(url, resolve).once('error', reject));
  return text(response);
}

function visitInThread(url) {
  const code = `fetch(${JSON.stringify(url)}).then((response) => response.text()).then((body) => require('node:worker_threads').parentPort.postMessage(body));`;
  return new Promise((resolve, reject) => {
    new Thread(code, { eval: true }).once('message', resolve).once('error', reject);
  });
}

const patched = () => [globalThis.fetch, http.request, http.get, https.request, https.get];

async function main() {
  const before = patched();
  const { NativeConnection } = require('@temporalio/worker');
  const connection = await NativeConnection.connect({ address: ADDRESS });
  const cores = JSON.parse(CORES);
  const workers = [];
  for (const [index, path] of JSON.parse(COPIES).entries()) {
    const { createOpenBoxWorker } = require(path);
    workers.push(
      await createOpenBoxWorker({
        connection,
        taskQueue: `${TASK_QUEUE}-${index}`,
        workflowBundle: { codePath: CODE_PATH },
        activities: { visit, visitByHttp, visitInThread },
        operationGovernance: true,
        captureHttp: true,
        shutdownGraceTime: 0,
        openboxUrl: cores[index].url,
        openboxApiKey: cores[index].apiKey,
      }),
    );
  }
  const running = Promise.all(workers.map((worker) => worker.run()));
  process.stdout.write('running\n');
  process.stdin.once('end', () => workers.forEach((worker) => worker.shutdown())).resume();
  await running;
  await connection.close();
  const after = patched();
  process.stdout.write(`restored ${before.every((each, index) => each === after[index])}\n`);
}

if (THREAD === 'true' && isMainThread) {
  const thread = new Thread(__filename, { stdin: true });
  process.stdin.pipe(thread.stdin);
} else {
  main().catch((error) => {
    process.stderr.write(`${error.stack}\n`);
    process.exitCode = 1;
  });
}
