import { LocalCoreError } from '../local-core-error';
import type { Approval, ApprovalDecisionInput, ApprovalFilter, ApprovalRejectionInput } from './approval';
import type { ApprovalStore } from './approval-store';

/** Where humans, or tests in their place, decide. */
export interface ApprovalDesk {
  /** In the order in which they were asked for. */
  list(filter?: ApprovalFilter): Promise<Approval[]>;
  /** `undefined` where there is none with this id. */
  get(id: string): Promise<Approval | undefined>;
  /**
   * @throws {@link LocalCoreError} `approval_not_found`; `approval_closed` where it was decided before or has expired
   */
  approve(id: string, decision?: ApprovalDecisionInput): Promise<Approval>;
  /**
   * @throws {@link LocalCoreError} `approval_not_found`; `approval_closed` where it was decided before or has expired;
   * `options_invalid` where no reason is given
   */
  reject(id: string, decision: ApprovalRejectionInput): Promise<Approval>;
  /** The first pending approval that fits, as soon as there is one. Rejects with the signal's reason. */
  waitFor(filter?: Omit<ApprovalFilter, 'status'>, options?: WaitOptions): Promise<Approval>;
}

export interface WaitOptions {
  /** Gives up. Without it the wait ends when the server closes. */
  readonly signal?: AbortSignal;
}

/** Tells whoever waits that approvals have been written. */
export interface ApprovalNotifier {
  notify(): void;
  /** Resolves at the next {@link notify}; rejects when the server closes. */
  next(signal: AbortSignal | undefined): Promise<void>;
}

const MAX_TEXT_LENGTH = 2000;
const DEFAULT_DECIDER = 'local';

/** Decides on approvals, each once, one decision after the other. */
export function createApprovalDesk(
  store: ApprovalStore,
  notifier: ApprovalNotifier,
  exclusively: <T>(work: () => Promise<T>) => Promise<T>,
  now: () => Date,
): ApprovalDesk {
  const decide = (
    id: string,
    decision: 'approved' | 'rejected',
    { reason, decidedBy = DEFAULT_DECIDER }: ApprovalDecisionInput,
  ): Promise<Approval> =>
    exclusively(async () => {
      checkLength('reason', reason);
      checkLength('decidedBy', decidedBy);
      assertOpen(id, await store.find(id));
      await store.decide(id, { decision, reason, decidedBy, decidedAt: now().toISOString() });
      return assertFound(id, await store.find(id));
    });

  return {
    list: (filter = {}) => store.list(filter),
    get: (id) => store.find(id),
    approve: (id, decision = {}) => decide(id, 'approved', decision),
    reject: async (id, decision) => {
      if (decision.reason.trim() === '') {
        throw new LocalCoreError(
          'options_invalid',
          'A rejection needs a reason, which the workflow will see.',
        );
      }
      return decide(id, 'rejected', decision);
    },
    waitFor: async (filter = {}, { signal } = {}) => {
      for (;;) {
        signal?.throwIfAborted();
        const written = notifier.next(signal);
        written.catch(() => undefined);
        const [approval] = await store.list({ ...filter, status: 'pending' });
        if (approval !== undefined) return approval;
        await written;
      }
    },
  };
}

function checkLength(option: string, text: string | undefined): void {
  if (text === undefined || text.length <= MAX_TEXT_LENGTH) return;
  throw new LocalCoreError(
    'options_invalid',
    `${option} may have at most ${String(MAX_TEXT_LENGTH)} characters.`,
  );
}

function assertFound(id: string, approval: Approval | undefined): Approval {
  if (approval !== undefined) return approval;
  throw new LocalCoreError('approval_not_found', `There is no approval with the id ${id}.`);
}

function assertOpen(id: string, found: Approval | undefined): void {
  const approval = assertFound(id, found);
  if (approval.status === 'pending') return;
  const since =
    approval.status === 'expired' ? `expired at ${approval.expiresAt}` : `was ${approval.status} before`;
  throw new LocalCoreError('approval_closed', `The approval ${id} ${since}.`);
}
