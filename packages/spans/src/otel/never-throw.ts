import { diag } from '@opentelemetry/api';

/** Runs telemetry code so that its failure is reported through OpenTelemetry's `diag` and never reaches the program. */
export function neverThrow<T>(what: string, fn: () => T): T | undefined {
  try {
    return fn();
  } catch (error) {
    try {
      diag.error(`openbox: ${what} failed`, error);
    } catch {
      // A diag logger of the program's own may throw as well, and there is nobody left to tell.
    }
    return undefined;
  }
}
