import type { LogEntry } from '../log';
import type { CliIo } from './cli-io';

/** A log entry as a line, or lines, of a terminal. */
export function formatLogEntry({ level, message }: LogEntry, colors: CliIo['colors']): string {
  switch (level) {
    case 'error':
      return `${colors.red('error:')} ${message}`;
    case 'warn':
      return `${colors.yellow('warning:')} ${message}`;
    case 'info':
      return message;
  }
}
