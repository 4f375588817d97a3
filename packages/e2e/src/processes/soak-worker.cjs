// A governed Worker that is going to be killed. Its activities have one side effect each, in the ledger.
const { get } = require('node:http');
const { createOpenBoxWorker } = require('@openbox/temporal');
const { NativeConnection } = require('@temporalio/worker');

const { ADDRESS, TASK_QUEUE, CODE_PATH, LEDGER } = process.env;

function note(workflow, step) {
  const action = encodeURIComponent(`${workflow}/${step}`);
  return new Promise((resolve, reject) => {
    get(`${LEDGER}/?action=${action}&pid=${process.pid}`, (response) => {
      response.resume().once('end', () => resolve(step));
    }).once('error', reject);
  });
}

async function main() {
  const connection = await NativeConnection.connect({ address: ADDRESS });
  const worker = await createOpenBoxWorker({
    connection,
    taskQueue: TASK_QUEUE,
    workflowBundle: { codePath: CODE_PATH },
    activities: { effect: note, operation: note },
    operationGovernance: ['operation'],
    governancePolicy: 'fail_closed',
    governanceTimeout: '10s',
    hitlPollInterval: '300ms',
    stickyQueueScheduleToStartTimeout: '1s',
    maxConcurrentActivityTaskExecutions: 40,
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
