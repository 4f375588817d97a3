import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Runs that have to leave nothing behind. */
export const RUNS = 10_000;
const RUN_ID_LENGTH = 2_000;
/** What the ids alone of these runs take, were they kept: far more than what a heap grows by for other reasons. */
export const ALL_RUN_IDS = RUNS * RUN_ID_LENGTH;

/** The id of a run, so long that the heap shows whether it was kept. */
export function longRunId(index: number): string {
  return Buffer.alloc(RUN_ID_LENGTH, `${String(index)} `).toString('latin1');
}

/** How many bytes more than before are in use when `work` is done and all garbage is collected. */
export async function heapGrowth(work: () => Promise<void>): Promise<number> {
  const before = usedHeap();
  await work();
  return usedHeap() - before;
}

function usedHeap(): number {
  setFlagsFromString('--expose-gc');
  const collectGarbage: unknown = runInNewContext('gc');
  if (typeof collectGarbage !== 'function') throw new Error('This Node.js has no gc().');
  Reflect.apply(collectGarbage, undefined, []);
  return process.memoryUsage().heapUsed;
}
