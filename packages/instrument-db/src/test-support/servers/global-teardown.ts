/** Jest's globalTeardown. Its modules may be other instances than those of globalSetup. */
async function globalTeardown(): Promise<void> {
  const servers: unknown = Reflect.get(globalThis, Symbol.for('openbox.instrument-db.test-servers'));
  if (hasStopAll(servers)) await servers.stopAll();
}

function hasStopAll(value: unknown): value is { stopAll(): Promise<void> } {
  return typeof value === 'object' && value !== null && 'stopAll' in value;
}

export = globalTeardown;
