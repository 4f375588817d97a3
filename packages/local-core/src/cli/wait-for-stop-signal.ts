const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/**
 * Resolves with the first signal that asks the process to stop. A second one then ends it at once, as it would have
 * without us.
 */
export function waitForStopSignal(): Promise<(typeof SIGNALS)[number]> {
  return new Promise((resolve) => {
    const handlers = SIGNALS.map((signal) => {
      const handle = (): void => {
        for (const one of handlers) process.off(one.signal, one.handle);
        resolve(signal);
      };
      return { signal, handle };
    });
    for (const { signal, handle } of handlers) process.on(signal, handle);
  });
}
