import type { Context } from '@temporalio/activity';
import type { ApprovalMark } from '../common/approval-mark';
import type { RefusalDetails } from '../common/governance-activity';
import { isKept, keepDetails, NO_DETAILS, restoreDetails } from '../common/kept-details';
import type { KeptDetails } from '../common/kept-details';
import { isMarked, MARK_KEY, WAIT_KEY } from '../common/marked-details';
import type { MarkedDetails } from '../common/marked-details';
import { dataConverterOf } from './data-converter-of';

/** Part of its heartbeat timeout after which an attempt that waits for Core gives a sign of life. */
const KEEP_ALIVE_FRACTION = 0.5;

/** Where the one instance of an attempt is, for whichever interceptor comes next. */
const SHARED = Symbol('openbox.heartbeat-details');

/**
 * The heartbeat details of one attempt, shared between the activity's own code and us: its code, and the interceptors that
 * the user put around it, read and write only their own, and neither overwrites the other's.
 */
export class HeartbeatDetails {
  readonly #context: Context;
  readonly #send: (details: unknown) => void;
  #mark: ApprovalMark | undefined;
  /** What the mark is for, while nobody has decided. */
  #wait: RefusalDetails | undefined;
  #userDetails: unknown;
  #hasUserDetails: boolean;
  /** Whether an attempt has left anything, since the activity was scheduled. */
  #isLeft: boolean;
  /** Whether details from before a wait come with the activity, again at each attempt that finds none. */
  #isCarried = false;

  /**
   * Those of an attempt: from the first call on, its details are its own alone.
   *
   * @throws what the user's converter throws where it cannot read them, as Temporal would.
   */
  static of(context: Context): HeartbeatDetails {
    const shared: unknown = Reflect.get(context, SHARED);
    return shared instanceof HeartbeatDetails ? shared : new HeartbeatDetails(context);
  }

  private constructor(context: Context) {
    const details: unknown = Reflect.get(context.info, 'heartbeatDetails');
    const marked = isMarked(details) ? details : undefined;
    this.#context = context;
    this.#mark = marked?.[MARK_KEY];
    this.#wait = marked?.[WAIT_KEY];
    this.#isLeft = details !== undefined;
    this.#userDetails = details;
    this.#hasUserDetails = details !== undefined;
    if (marked !== undefined || isKept(details))
      this.#take(marked === undefined ? details : marked.userDetails);
    const send = context.heartbeat;
    this.#send = (sent) => {
      send.call(context, sent);
    };
    const heartbeat = (own?: unknown): void => {
      this.#userDetails = own;
      this.#hasUserDetails = true;
      this.#isLeft = true;
      this.#beat();
    };
    Reflect.set(context, 'heartbeat', heartbeat);
    Reflect.defineProperty(context, SHARED, { value: this });
  }

  /** The mark that an earlier attempt left. */
  get mark(): ApprovalMark | undefined {
    return this.#mark;
  }

  /** The details of the activity's own code, as they travel within something of ours; `undefined` where they cannot. */
  get kept(): KeptDetails | undefined {
    if (!this.#hasUserDetails) return { details: undefined };
    return keepDetails(this.#userDetails, dataConverterOf(this.#context).payloadConverter);
  }

  /** What the mark is for, as the attempt that asked was told; absent once that is decided. */
  get wait(): RefusalDetails | undefined {
    return this.#wait;
  }

  /** Details from before a wait came with the activity: they are its own, unless an attempt has left newer ones. */
  takeCarried(details: unknown): void {
    this.#isCarried = true;
    if (!this.#isLeft) this.#take(details);
  }

  /** What is sent with a mark: {@link leave} says what waits. */
  with(mark: ApprovalMark, wait: RefusalDetails | undefined, kept: KeptDetails | undefined): MarkedDetails {
    return {
      [MARK_KEY]: mark,
      ...(wait !== undefined && { [WAIT_KEY]: wait }),
      ...(kept?.details !== undefined && { userDetails: kept.details }),
    };
  }

  /** Leave a mark for the next attempt, and say what waits. @param kept - nothing leaves the activity's own details behind. */
  leave(mark: ApprovalMark, wait: RefusalDetails, kept: KeptDetails | undefined): void {
    this.#mark = mark;
    this.#wait = wait;
    this.#send(this.with(mark, wait, kept));
  }

  /** Nothing waits any more: what is left of the mark is only for an attempt that has to begin again. */
  settle(): void {
    if (this.#wait === undefined) return;
    this.#wait = undefined;
    this.#beat();
  }

  /** Nothing of ours is to be remembered: from its next heartbeat on, the details are the activity's own alone. */
  forget(): void {
    this.#mark = undefined;
    this.#wait = undefined;
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

  #take(travelled: unknown): void {
    this.#userDetails = restoreDetails(travelled, dataConverterOf(this.#context).payloadConverter);
    this.#hasUserDetails = travelled !== undefined;
    Reflect.set(this.#context.info, 'heartbeatDetails', this.#userDetails);
  }

  #beat(): void {
    const kept = this.#mark === undefined ? undefined : this.kept;
    // What cannot stand beside a mark goes alone: an approval can be found without its mark, the user's details nowhere else.
    if (this.#mark !== undefined && kept !== undefined) this.#send(this.with(this.#mark, this.#wait, kept));
    else if (this.#userDetails === undefined && this.#isCarried) this.#send(NO_DETAILS);
    else this.#send(this.#userDetails);
  }
}
