/** What the global set-up hands to the global tear-down, which runs in the same process. */
export interface GlobalRun {
  stop(): Promise<void>;
}

const KEY = Symbol.for('@openbox/e2e/global-run');

export function saveGlobalRun(run: GlobalRun): void {
  Reflect.set(globalThis, KEY, run);
}

export async function stopGlobalRun(): Promise<void> {
  const run: unknown = Reflect.get(globalThis, KEY);
  if (isGlobalRun(run)) await run.stop();
}

function isGlobalRun(value: unknown): value is GlobalRun {
  return typeof value === 'object' && value !== null && 'stop' in value;
}
