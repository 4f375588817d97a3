import { GovernanceRefusedError } from '@openbox/core-client/contract';
import type { GovernanceEvent, GovernanceVerdict } from '@openbox/core-client/contract';
import type {
  ActivityScope,
  CompletedOperation,
  Operation,
  OperationGate,
  UngovernedOperation,
} from '@openbox/spans';
import type { AskedApproval } from '../common/approval-mark';
import { actionDigest } from './action-digest';
import { enforcementOf } from './enforcement';
import type { Enforcement } from './enforcement';
import { toHookSpan } from './hook-span';
import { unapprovable } from './unapprovable';
import type { ApprovalPolicy } from './unapprovable';

/** What an {@link OperationGovernance} needs of the attempt that it belongs to. */
export interface OperationGovernanceOptions {
  readonly evaluate: (event: GovernanceEvent) => Promise<GovernanceVerdict>;
  /** The same for operations that cannot wait; without it they are refused. */
  readonly evaluateSync?: ((event: GovernanceEvent) => GovernanceVerdict) | undefined;
  /** The envelope of the attempt's events; hook events are `ActivityStarted` in both stages. */
  readonly envelope: GovernanceEvent;
  readonly onConstrain: (verdict: GovernanceVerdict, event: GovernanceEvent) => void;
  /** Digests of the actions that a human approved in this activity. */
  readonly approvedDigests: readonly string[];
  readonly approvals: ApprovalPolicy;
  readonly observe: boolean;
  /** Told what would have been refused because nobody can be asked about it, where nothing is enforced. */
  readonly onUngoverned?: (message: string) => void;
}

/** Reports that wait to be sent; more than these are dropped, oldest kept, so that no program can pile them up. */
const MAX_UNSENT_REPORTS = 1_000;

/** Id of every operation of a scope that keeps no spans: it tells none from another. */
const NO_SPAN = /^0*$/;

/**
 * Asks Core before each operation of one attempt, and tells it afterwards.
 *
 * Nobody waits for a report: reports go out one after another behind the program's back. Their verdicts are in when
 * {@link settled} resolves; a stop among them marks the scope at once.
 */
export class OperationGovernance implements OperationGate {
  readonly #options: OperationGovernanceOptions;
  #unsent = 0;
  #dropped = 0;
  #reports: Promise<void> = Promise.resolve();
  readonly #asked = new Map<string, AskedApproval>();
  /** Digests of what was asked for, by span. */
  readonly #digests = new Map<string, string>();
  #scope: ActivityScope | undefined;

  /** Blocks the thread until the verdict is there. Absent where nobody can answer at once. */
  readonly beforeSync?: (operation: Operation) => void;

  constructor(options: OperationGovernanceOptions) {
    this.#options = options;
    const { evaluateSync, observe } = options;
    if (observe) this.beforeSync = (operation) => this.#tell(operation);
    else if (evaluateSync !== undefined) {
      this.beforeSync = (operation) => {
        const event = this.#event(operation);
        this.#enforce(evaluateSync(event), event, operation);
      };
    }
  }

  /** The scope that a stop verdict on a report marks. */
  attach(scope: ActivityScope): void {
    this.#scope = scope;
  }

  /** How many reports were dropped because Core could not keep up. */
  get droppedReports(): number {
    return this.#dropped;
  }

  /** The operations that wait for a human, in the order in which they were asked for. */
  get asked(): readonly AskedApproval[] {
    return [...this.#asked.values()];
  }

  /** @throws GovernanceRefusedError when the verdict refuses the operation. */
  async before(operation: Operation): Promise<void> {
    const event = this.#event(operation);
    this.#enforce(await this.#options.evaluate(event), event, operation);
  }

  /** @throws GovernanceRefusedError: Core knows no such thing, so there is no verdict to ask for. */
  beforeUngoverned({ name, target }: UngovernedOperation): void {
    const what = target === undefined ? name : `${name} (${target})`;
    if (this.#options.observe) {
      this.#options.onUngoverned?.(
        `${what} cannot be governed, and would be refused where verdicts are enforced`,
      );
      return;
    }
    throw new GovernanceRefusedError({
      verdict: 'block',
      reason: `${what} cannot be governed, and refuseUngoverned is on: call it in a traced function, within withoutScope of @openbox/spans`,
    });
  }

  after(operation: CompletedOperation): void {
    this.#tell(operation);
  }

  /** Asks for a verdict that nobody waits for. */
  #tell(operation: Operation): void {
    if (this.#unsent >= MAX_UNSENT_REPORTS) {
      this.#dropped += 1;
      return;
    }
    this.#unsent += 1;
    const event = this.#event(operation);
    this.#reports = this.#reports.then(() => this.#report(event, operation));
  }

  /** Resolves when every report has been answered; never rejects. */
  async settled(): Promise<void> {
    let reports: Promise<void>;
    do {
      reports = this.#reports;
      await reports;
    } while (reports !== this.#reports);
  }

  async #report(event: GovernanceEvent, operation: Operation): Promise<void> {
    try {
      const refusing = this.#refusing(await this.#options.evaluate(event), event, operation);
      if (refusing !== undefined) this.#scope?.stopWith(refusing);
    } catch {
      // Only an aborted signal rejects: the attempt is being cancelled, and nobody asks for this verdict any more.
    } finally {
      this.#unsent -= 1;
    }
  }

  #enforce(verdict: GovernanceVerdict, event: GovernanceEvent, operation: Operation): void {
    const refusing = this.#refusing(verdict, event, operation);
    if (refusing !== undefined) throw new GovernanceRefusedError(refusing);
  }

  /** The verdict that refuses, or `undefined` where the operation may run. */
  #refusing(
    verdict: GovernanceVerdict,
    event: GovernanceEvent,
    operation: Operation,
  ): GovernanceVerdict | undefined {
    const kind = this.#options.observe ? 'allow' : kindOf(verdict);
    if (kind === 'constrain') this.#options.onConstrain(verdict, event);
    if (kind === 'halt' || kind === 'refuse') return verdict;
    const { approvals } = this.#options;
    if (kind !== 'approval' || approvals === 'skip') return undefined;
    if (approvals !== 'wait') return unapprovable(verdict, approvals.blockedBecause);
    const digest = this.#digest(operation);
    if (this.#options.approvedDigests.includes(digest)) return undefined;
    const { approvalId } = verdict;
    if (!this.#asked.has(digest))
      this.#asked.set(digest, { digest, ...(approvalId !== undefined && { approvalId }) });
    return verdict;
  }

  #event(operation: Operation): GovernanceEvent {
    const { envelope } = this.#options;
    const metadata = { ...envelope.metadata, action_digest: this.#digest(operation) };
    return { ...envelope, hook_trigger: true, span_count: 1, spans: [toHookSpan(operation)], metadata };
  }

  /** Of the action as it was asked for, also once more is known of it. */
  #digest(operation: Operation): string {
    const isReport = 'endTimeNs' in operation;
    const digest = (isReport ? this.#digests.get(operation.spanId) : undefined) ?? operationDigest(operation);
    if (!isReport && !NO_SPAN.test(operation.spanId)) this.#digests.set(operation.spanId, digest);
    return digest;
  }
}

function kindOf(verdict: GovernanceVerdict): Enforcement['kind'] {
  return enforcementOf(verdict, { errorTypes: 'v1.0', side: 'input', level: 'activity' }).kind;
}

/** What an approval of one operation is bound to: its kind, its target and what goes into it. */
function operationDigest(operation: Operation): string {
  const { type } = operation;
  switch (type) {
    case 'http_request': {
      const { method, url, requestBody } = operation.facts;
      return actionDigest({ type, target: `${method} ${url}`, input: requestBody ?? null });
    }
    case 'db_query': {
      const {
        system,
        databaseName,
        serverAddress,
        operation: verb,
        statement,
        valuesDigest,
      } = operation.facts;
      return actionDigest({
        type,
        target: `${system} ${serverAddress ?? ''} ${databaseName ?? ''}`,
        input: [verb, statement, valuesDigest],
      });
    }
    case 'file_operation': {
      const { path, operation: verb, mode, destinationPath } = operation.facts;
      return actionDigest({ type, target: path, input: [verb, mode, destinationPath] });
    }
    case 'function_call':
      return actionDigest({ type, target: operation.facts.function, input: operation.facts.args ?? null });
  }
}
