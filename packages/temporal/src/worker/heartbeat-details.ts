import type { Context } from '@temporalio/activity';
import type { ApprovalMark } from '../common/approval-mark';
import type { RefusalDetails } from '../common/governance-activity';
import { isMarked, MARK_KEY, WAIT_KEY } from '../common/marked-details';
import type { MarkedDetails } from '../common/marked-details';

/** Part of its heartbeat timeout after which an attempt that waits for Core gives a sign of life. */
const KEEP_ALIVE_FRACTION = 0.5;

/**
 * The heartbeat details of one attempt, shared between the activity's own code and us: its code reads and writes only
 * its own, and neither overwrites the other's.
 */
export class HeartbeatDetails {
  readonly #context: Context;
  readonly #send: (details: unknown) => void;
  #mark: ApprovalMark | undefined;
  /** What the mark is for, while nobody has decided. */
  #wait: RefusalDetails | undefined;
  #userDetails: unknown;
  #hasUserDetails: boolean;

  constructor(context: Context) {
    const details: unknown = Reflect.get(context.info, 'heartbeatDetails');
    const marked = isMarked(details) ? details : undefined;
    this.#context = context;
    this.#mark = marked?.[MARK_KEY];
    this.#wait = marked?.[WAIT_KEY];
    this.#userDetails = marked === undefined ? details : marked.userDetails;
    this.#hasUserDetails = this.#userDetails !== undefined;
    const send = context.heartbeat;
    this.#send = (details) => {
      send.call(context, details);
    };
    if (marked !== undefined) Reflect.set(context.info, 'heartbeatDetails', marked.userDetails);
    const heartbeat = (own?: unknown): void => {
      this.#userDetails = own;
      this.#hasUserDetails = true;
      this.#beat();
    };
    Reflect.set(context, 'heartbeat', heartbeat);
  }

  /** The mark that an earlier attempt left. */
  get mark(): ApprovalMark | undefined {
    return this.#mark;
  }

  /** The details of the activity's own code. */
  get userDetails(): unknown {
    return this.#userDetails;
  }

  /** What is sent with a mark: {@link leave} says what waits. */
  with(mark: ApprovalMark, wait: RefusalDetails | undefined): MarkedDetails {
    return {
      [MARK_KEY]: mark,
      ...(wait !== undefined && { [WAIT_KEY]: wait }),
      ...(this.#hasUserDetails && { userDetails: this.#userDetails }),
    };
  }

  /** What the mark is for, as the attempt that asked was told; absent once that is decided. */
  get wait(): RefusalDetails | undefined {
    return this.#wait;
  }

  /** Leave a mark for the next attempt, and say what waits. */
  leave(mark: ApprovalMark, wait: RefusalDetails): void {
    this.#mark = mark;
    this.#wait = wait;
    this.#beat();
  }

  /** Nothing waits any more: what is left of the mark is only for an attempt that has to begin again. */
  settle(): void {
    if (this.#wait === undefined) return;
    this.#wait = undefined;
    this.#beat();
  }

  /** Wait for Core without letting the attempt's heartbeat timeout run out meanwhile. */
  async keepAliveWhile<T>(waiting: Promise<T>): Promise<T> {
    const { heartbeatTimeoutMs } = this.#context.info;
    if (heartbeatTimeoutMs === undefined || heartbeatTimeoutMs <= 0) return waiting;
    const timer = setInterval(() => {
      this.#beat();
    }, heartbeatTimeoutMs * KEEP_ALIVE_FRACTION);
    try {
      return await waiting;
    } finally {
      clearInterval(timer);
    }
  }

  #beat(): void {
    const own = this.#hasUserDetails ? this.#userDetails : undefined;
    this.#send(this.#mark === undefined ? own : this.with(this.#mark, this.#wait));
  }
}
