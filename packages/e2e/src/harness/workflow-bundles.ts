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
  const logger = new DefaultLogger('WARN');
  // Neither URL nor key belongs in a bundle: the plugin that only bundles needs none.
  const plugins = [new OpenBoxPlugin({})];
  const governedBundle = await bundleWorkflowCode({ workflowsPath: WORKFLOWS_PATH, plugins, logger });
  const plainBundle = await bundleWorkflowCode({ workflowsPath: WORKFLOWS_PATH, logger });

  const folder = await mkdtemp(join(tmpdir(), 'openbox-e2e-'));
  const governed = join(folder, 'governed.js');
  const plain = join(folder, 'plain.js');
  await writeFile(governed, governedBundle.code);
  await writeFile(plain, plainBundle.code);
  return { folder, governed, plain };
}
