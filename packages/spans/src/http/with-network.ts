import { currentScopeOf } from './current-scope-of';
import type { HttpRecording } from './http-exchange';

/** Runs `fn`, which opens a connection for a request that nobody is asked about: it is not taken for an ungoverned one. */
export function withNetwork<T>({ processor }: HttpRecording, fn: () => T): T {
  const over = currentScopeOf(processor)?.useNetwork();
  try {
    return fn();
  } finally {
    over?.();
  }
}
