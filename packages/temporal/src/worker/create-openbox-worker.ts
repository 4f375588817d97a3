import { Worker } from '@temporalio/worker';
import type { WorkerOptions } from '@temporalio/worker';
import { OPENBOX_OPTION_NAMES } from './openbox-options';
import type { OpenBoxOptions } from './openbox-options';
import { OpenBoxPlugin } from './openbox-plugin';

/** Every option of Temporal's `Worker.create`, and OpenBox's own. */
export type OpenBoxWorkerOptions = WorkerOptions & OpenBoxOptions;

/**
 * Create a Temporal worker that is governed: `Worker.create` with {@link OpenBoxPlugin} added, and nothing more.
 *
 * @throws OpenBoxConfigError, OpenBoxAuthError, OpenBoxNetworkError as the plugin does, before anything is polled.
 *
 * @example
 * ```ts
 * const worker = await createOpenBoxWorker({
 *   taskQueue: 'agents', workflowsPath: require.resolve('./workflows'), activities,
 *   openboxUrl: process.env.OPENBOX_URL, openboxApiKey: process.env.OPENBOX_API_KEY,
 * });
 * await worker.run();
 * ```
 */
export async function createOpenBoxWorker(options: OpenBoxWorkerOptions): Promise<Worker> {
  const ours = new Set<string>(OPENBOX_OPTION_NAMES);
  const entries = Object.entries(options);
  const openbox: OpenBoxOptions = Object.fromEntries(entries.filter(([name]) => ours.has(name)));
  const plugin = new OpenBoxPlugin(openbox);
  return Worker.create({ ...withoutOpenBoxOptions(options), plugins: [...(options.plugins ?? []), plugin] });
}

function withoutOpenBoxOptions(options: OpenBoxWorkerOptions): WorkerOptions {
  const rest = { ...options };
  for (const name of OPENBOX_OPTION_NAMES) Reflect.deleteProperty(rest, name);
  return rest;
}
