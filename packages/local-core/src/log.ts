/** One line of what the server does; never holds a key or the content of an event. */
export interface LogEntry {
  readonly level: 'info' | 'warn' | 'error';
  readonly message: string;
}

/** Receives every {@link LogEntry}. What it throws is ignored. */
export type Log = (entry: LogEntry) => void;

/** A {@link Log} that cannot throw into the server. */
export function createSafeLog(log: Log | undefined): Log {
  return (entry) => {
    try {
      log?.(entry);
    } catch {
      // A user's logger must not decide whether an event gets its verdict.
    }
  };
}
