import { toJsonValue, type JsonValue } from '@openbox/core-client/contract';
import { LocalCoreError } from '../local-core-error';
import type { Approval, ApprovalFilter, ApprovalGrantInput, ApprovalRejectionInput } from './approval';
import type { ApprovalStore } from './approval-store';
import { UNCUT } from './uncut';

/** Where humans, or tests in their place, decide. */
export interface ApprovalDesk {
  /** In the order in which they were asked for. */
  list(filter?: ApprovalFilter): Promise<Approval[]>;
  /** `undefined` where there is none with this id. */
  get(id: string): Promise<Approval | undefined>;
  /**
   * @throws {@link LocalCoreError} `approval_not_found`; `approval_closed` where it was decided before or has expired;
   * `options_invalid` where `modifiedInput` is `null` or is not for the input or the output of an activity
   */
  approve(id: string, decision?: ApprovalGrantInput): Promise<Approval>;
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
    { reason, decidedBy = DEFAULT_DECIDER, modifiedInput }: ApprovalGrantInput,
  ): Promise<Approval> =>
    exclusively(async () => {
      checkLength('reason', reason);
      checkLength('decidedBy', decidedBy);
      const { subject } = assertOpen(id, await store.find(id));
      const decidedAt = now().toISOString();
      const changed = modifiedInput === undefined ? undefined : toModification(modifiedInput, subject);
      await store.decide(id, { decision, reason, modifiedInput: changed, decidedBy, decidedAt });
      return assertFound(id, await store.find(id));
    });

  return {
    list: (filter = {}) => store.list(filter),
    get: (id) => store.find(id),
    approve: (id, decision = {}) => decide(id, 'approved', decision),
    reject: async (id, { reason, decidedBy }) => {
      if (reason.trim() === '') {
        throw new LocalCoreError(
          'options_invalid',
          'A rejection needs a reason, which the workflow will see.',
        );
      }
      return decide(id, 'rejected', { reason, ...(decidedBy !== undefined && { decidedBy }) });
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

function toModification(modifiedInput: unknown, subject: string): JsonValue {
  const invalid = (message: string): LocalCoreError => new LocalCoreError('options_invalid', message);
  if (subject !== 'input' && subject !== 'output')
    throw invalid(
      'modifiedInput changes the input or the output of an activity; this approval is for neither.',
    );
  if (modifiedInput === null) throw invalid('modifiedInput may be any JSON but null.');
  return toJsonValue(modifiedInput, UNCUT);
}

function assertFound(id: string, approval: Approval | undefined): Approval {
  if (approval !== undefined) return approval;
  throw new LocalCoreError('approval_not_found', `There is no approval with the id ${id}.`);
}

function assertOpen(id: string, found: Approval | undefined): Approval {
  const approval = assertFound(id, found);
  if (approval.status === 'pending') return approval;
  const since =
    approval.status === 'expired' ? `expired at ${approval.expiresAt}` : `was ${approval.status} before`;
  throw new LocalCoreError('approval_closed', `The approval ${id} ${since}.`);
}
