import type { Context } from '@temporalio/activity';
import { isApprovalMark } from '../common/approval-mark';
import type { ApprovalMark } from '../common/approval-mark';

const MARK_KEY = 'openbox.approval';

/** Heartbeat details that carry our mark beside the details of the activity's own code. */
interface MarkedDetails {
  readonly [MARK_KEY]: ApprovalMark;
  readonly userDetails?: unknown;
}

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
  #userDetails: unknown;
  #hasUserDetails: boolean;

  constructor(context: Context) {
    const details: unknown = Reflect.get(context.info, 'heartbeatDetails');
    const marked = isMarked(details) ? details : undefined;
    this.#context = context;
    this.#mark = marked?.[MARK_KEY];
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

  /** Leave a mark for the next attempt. */
  leave(mark: ApprovalMark): void {
    this.#mark = mark;
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
    if (this.#mark === undefined) {
      this.#send(this.#hasUserDetails ? this.#userDetails : undefined);
      return;
    }
    const details: MarkedDetails = {
      [MARK_KEY]: this.#mark,
      ...(this.#hasUserDetails && { userDetails: this.#userDetails }),
    };
    this.#send(details);
  }
}

function isMarked(details: unknown): details is MarkedDetails {
  if (typeof details !== 'object' || details === null || !Object.hasOwn(details, MARK_KEY)) return false;
  return isApprovalMark(Reflect.get(details, MARK_KEY));
}
