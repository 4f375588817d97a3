import { EventEmitter, once } from 'node:events';
import type { ApprovalNotifier } from './approval-desk';

/** A notifier that lives until its signal aborts. */
export function createApprovalNotifier(closing: AbortSignal): ApprovalNotifier {
  const emitter = new EventEmitter();
  // Every test may wait for its own approval at once.
  emitter.setMaxListeners(0);
  return {
    notify: () => {
      emitter.emit('written');
    },
    next: async (signal) => {
      const signals = signal === undefined ? [closing] : [closing, signal];
      try {
        await once(emitter, 'written', { signal: AbortSignal.any(signals) });
      } catch (error) {
        for (const one of signals) one.throwIfAborted();
        throw error;
      }
    },
  };
}
