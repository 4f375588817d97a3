// A governed Worker in a process of its own, until it is told to stop. Says "running" once it polls, and "working" when
// its Activity runs.
const { ADDRESS, TASK_QUEUE, CODE_PATH, OPTIONS, CLOCK_OFFSET_MS } = process.env;

const offsetMs = Number(CLOCK_OFFSET_MS);
if (offsetMs !== 0) {
  const RealDate = Date;
  globalThis.Date = class extends RealDate {
    constructor(...args) {
      if (args.length === 0) super(RealDate.now() + offsetMs);
      else super(...args);
    }
    static now() {
      return RealDate.now() + offsetMs;
    }
  };
}

const { createOpenBoxWorker } = require('@openbox/temporal');
const { NativeConnection } = require('@temporalio/worker');

async function main() {
  const connection = await NativeConnection.connect({ address: ADDRESS });
  const work = () => {
    process.stdout.write('working\n');
    return Promise.resolve('worked');
  };
  const worker = await createOpenBoxWorker({
    connection,
    taskQueue: TASK_QUEUE,
    workflowBundle: { codePath: CODE_PATH },
    activities: { work, other: work },
    ...JSON.parse(OPTIONS),
  });
  const running = worker.run();
  process.stdout.write('running\n');
  await running;
  await connection.close();
}

main().catch((error) => {
  process.stderr.write(`${error.stack}\n`);
  process.exitCode = 1;
});
