import { createOpenBoxWorker } from '@openbox/temporal';
import { NativeConnection } from '@temporalio/worker';
import * as activities from './activities';

// OPENBOX_URL and OPENBOX_API_KEY say where Core is; `npx openbox-core start` prints both for a local one.
async function main(): Promise<void> {
  const connection = await NativeConnection.connect({
    address: process.env.TEMPORAL_ADDRESS ?? '127.0.0.1:7233',
  });
  try {
    const worker = await createOpenBoxWorker({
      connection,
      taskQueue: 'billing',
      workflowsPath: require.resolve('./workflows'),
      activities,
      governancePolicy: 'fail_closed',
    });
    await worker.run();
  } finally {
    await connection.close();
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
