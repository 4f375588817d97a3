/** One line of what the server does; never holds a key or the content of an event. */
export interface LogEntry {
  readonly level: 'info' | 'warn' | 'error';
  readonly message: string;
}

/** Receives every {@link LogEntry}. What it throws is ignored. */
export type Log = (entry: LogEntry) => void;
