import { watch } from 'chokidar';
import type { Log } from '../log';
import { errorMessage } from '../error-message';

/** Editors write in several steps; they are one change. */
const SETTLE_MS = 50;

/** Calls `reload` after every change of the files, one call at a time. Resolves once no change can be missed. */
export async function watchPolicies(
  paths: readonly string[],
  reload: () => Promise<unknown>,
  log: Log,
): Promise<{ close(): Promise<void> }> {
  const watcher = watch([...paths], { ignoreInitial: true });
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<unknown> = Promise.resolve();

  const warn = (error: unknown): void => {
    log({ level: 'warn', message: `Changes of the policy files may go unnoticed: ${errorMessage(error)}` });
  };
  watcher.on('error', warn);
  watcher.on('all', () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      running = running.then(reload).catch(warn);
    }, SETTLE_MS);
  });
  await new Promise<void>((resolve) => {
    watcher.once('ready', resolve);
  });
  return {
    close: async () => {
      clearTimeout(timer);
      await watcher.close();
      await running;
    },
  };
}
