import { rm } from 'node:fs/promises';
import { startDevServer } from './dev-server';
import { EnvironmentName } from './environment-names';
import { saveGlobalRun } from './global-run';
import { writeWorkflowBundles } from './workflow-bundles';

/** Jest's globalSetup: one dev server and one pair of Workflow bundles for all test files. */
async function globalSetup(): Promise<void> {
  const server = await startDevServer();
  // Jest does not tear down what a failed set-up left behind.
  const bundles = await writeWorkflowBundles().catch(async (error: unknown) => {
    await server.teardown();
    throw error;
  });
  saveGlobalRun({
    stop: async () => {
      await server.teardown();
      await rm(bundles.folder, { recursive: true, force: true });
    },
  });
  process.env[EnvironmentName.ADDRESS] = server.address;
  process.env[EnvironmentName.GOVERNED_BUNDLE] = bundles.governed;
  process.env[EnvironmentName.PLAIN_BUNDLE] = bundles.plain;
}

export = globalSetup;
