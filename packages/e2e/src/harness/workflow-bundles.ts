import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OpenBoxPlugin } from '@openbox/temporal';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';

/** Path of the test Workflows' source, for tests that let the Worker bundle them. */
export const WORKFLOWS_PATH = join(__dirname, '..', 'workflows', 'index.ts');

export interface WorkflowBundles {
  readonly folder: string;
  readonly governed: string;
  readonly plain: string;
}

/** Bundles the test Workflows twice, with and without OpenBoxPlugin: bundling is the dearest part of making a Worker. */
export async function writeWorkflowBundles(): Promise<WorkflowBundles> {
  const folder = await mkdtemp(join(tmpdir(), 'openbox-e2e-'));
  const governed = join(folder, 'governed.js');
  const plain = join(folder, 'plain.js');
  // Neither URL nor key belongs in a bundle: the plugin that only bundles needs none.
  const plugin = new OpenBoxPlugin({});
  const logger = new DefaultLogger('WARN');
  const governedBundle = await bundleWorkflowCode({
    workflowsPath: WORKFLOWS_PATH,
    plugins: [plugin],
    logger,
  });
  await writeFile(governed, governedBundle.code);
  const plainBundle = await bundleWorkflowCode({ workflowsPath: WORKFLOWS_PATH, logger });
  await writeFile(plain, plainBundle.code);
  return { folder, governed, plain };
}
