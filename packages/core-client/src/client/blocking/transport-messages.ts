import { type CorePoolOptions } from '../core-pool';
import { type BreakerOptions } from '../core-breaker';
import { type CoreAnswer, type CoreRequest } from '../core-transport';
import { type Authentication } from '../authenticator';
import { type TransportErrorKind } from '../transport-error';

/** What the thread is started with. It never gets a key: the calling thread proves who asks. */
export interface TransportThreadData {
  readonly url: string;
  readonly pool: CorePoolOptions;
  readonly timeoutMs: number;
  readonly breaker: BreakerOptions | false;
  /** See {@link SignalIndex}. */
  readonly signals: Int32Array;
}

/** What the shared integers count. */
export const SignalIndex = {
  /** Messages that the thread sent so far; whoever waits is woken when it grows. */
  SENT: 0,
  /** 1 once the thread has ended. */
  ENDED: 1,
} as const;

/** A question of the calling thread, or the proof that the thread asked for. */
export type ToTransportThread =
  | { readonly type: 'ask'; readonly request: Omit<CoreRequest, 'signal'>; readonly timeoutMs: number }
  | { readonly type: 'authentication'; readonly authentication: Authentication }
  | { readonly type: 'no_authentication'; readonly message: string };

/** What the thread says: `ready` once, and the rest while a question is open, which `answer` and `error` close. */
export type FromTransportThread =
  | { readonly type: 'ready' }
  | { readonly type: 'authenticate' }
  | { readonly type: 'warning'; readonly message: string }
  | { readonly type: 'answer'; readonly answer: CoreAnswer }
  | {
      readonly type: 'error';
      /** `unavailable` where the breaker did not let the question through. */
      readonly kind: TransportErrorKind | 'unavailable';
      readonly message: string;
    };
