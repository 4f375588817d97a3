import { readFile } from 'node:fs/promises';
import { OpenBoxConfigError } from '@openbox/core-client/contract';
import type { WorkflowBundleOption } from '@temporalio/worker';

/** Text that the interceptor module leaves in every bundle that contains it; must equal the one there. */
export const BUNDLE_MARKER = 'openbox:workflow-interceptors:v1';

/**
 * Refuse a prebuilt bundle that was made without us: its workflows would run ungoverned, and nothing would say so.
 *
 * @throws OpenBoxConfigError with the remedy.
 */
export async function assertGovernedBundle(bundle: WorkflowBundleOption): Promise<void> {
  const code = 'code' in bundle ? bundle.code : await readFile(bundle.codePath, 'utf8');
  if (code.includes(BUNDLE_MARKER)) return;
  throw new OpenBoxConfigError(
    'workflowBundle was built without OpenBox, so its workflows would run ungoverned: pass ' +
      '`plugins: [new OpenBoxPlugin()]` to bundleWorkflowCode as well, or give workflowsPath instead',
  );
}
