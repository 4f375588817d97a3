// A governed Worker in a process of its own that looks for decisions often. Says "running" once it polls.
const { createOpenBoxWorker } = require('@openbox/temporal');
const { NativeConnection } = require('@temporalio/worker');

async function main() {
  const { ADDRESS, TASK_QUEUE, CODE_PATH } = process.env;
  const connection = await NativeConnection.connect({ address: ADDRESS });
  const worker = await createOpenBoxWorker({
    connection,
    taskQueue: TASK_QUEUE,
    workflowBundle: { codePath: CODE_PATH },
    activities: { work: () => Promise.resolve('worked') },
    hitlPollInterval: 50,
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
