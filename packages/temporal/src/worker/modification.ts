import { redactInput, redactOutput } from '@openbox/core-client/contract';
import type { ApprovalDecision, JsonValue } from '@openbox/core-client/contract';
import { createPatch } from 'rfc6902';
import { asGuardrails } from '../common/as-guardrails';
import type { Operation, Pointer } from 'rfc6902';

/** What a human approved in the place of what was asked for. */
export interface Modification {
  readonly approvalId: string | undefined;
  readonly decidedBy: string | undefined;
  readonly value: unknown;
}

/** `metadata.modified_input` of an event: what a human changed. Paths and new values only. */
export interface ModifiedInputMetadata {
  readonly approval_id?: string;
  /** RFC 6902 operations that turn what was asked for into what this event carries. */
  readonly changes: readonly unknown[];
  /** How many operations are left out because they are too large for an event. */
  readonly changes_omitted?: number;
}

/** Largest list of changes that an event carries, in characters of JSON. */
const MAX_CHANGES_CHARS = 16_000;
/** Values beyond which arguments are compared as a whole. */
const MAX_COMPARED_VALUES = 10_000;
/** Longest list whose items are compared with each other, which takes the square of its length. */
const MAX_ALIGNED_ITEMS = 16;

/** What a decision changes; `undefined` for one that approves what was asked for. */
export function modificationOf(decision: ApprovalDecision, approvalId?: string): Modification | undefined {
  if (decision.modifiedInput === undefined) return undefined;
  const { modifiedInput: value, decidedBy } = decision;
  return { approvalId: decision.approvalId ?? approvalId, decidedBy, value };
}

/**
 * The arguments as a human approved them, by the rules of redaction.
 *
 * @returns `undefined` where they do not fit: what was asked for must not run in their place.
 */
export function modifyInput(args: readonly unknown[], { value }: Modification): unknown[] | undefined {
  if (Array.isArray(value) && value.length > args.length) return undefined;
  const modified = redactInput(args, asGuardrails('activity_input', value));
  return modified.warnings.length > 0 ? undefined : modified.args;
}

/** The result as a human approved it; `undefined` where it does not fit. */
export function modifyOutput(output: unknown, { value }: Modification): { output: unknown } | undefined {
  const modified = redactOutput(output, asGuardrails('activity_output', value));
  return modified.warnings.length > 0 ? undefined : { output: modified.output };
}

/** How an event records what was changed. */
export function describeModification(
  { approvalId }: Modification,
  before: JsonValue,
  after: JsonValue,
): ModifiedInputMetadata {
  const all = differences(before, after);
  const changes: unknown[] = [];
  let chars = 0;
  for (const change of all) {
    chars += JSON.stringify(change).length;
    if (chars > MAX_CHANGES_CHARS) break;
    changes.push(change);
  }
  return {
    ...(approvalId !== undefined && { approval_id: approvalId }),
    changes,
    ...(changes.length < all.length && { changes_omitted: all.length - changes.length }),
  };
}

function differences(before: JsonValue, after: JsonValue): unknown[] {
  if (count(before) + count(after) <= MAX_COMPARED_VALUES)
    return createPatch(before, after, longListsAsWhole);
  return isSame(before, after) ? [] : [{ op: 'replace', path: '', value: after }];
}

function longListsAsWhole(before: unknown, after: unknown, pointer: Pointer): Operation[] | undefined {
  const isLong = [before, after].some((list) => Array.isArray(list) && list.length > MAX_ALIGNED_ITEMS);
  if (!isLong) return undefined;
  return isSame(before, after) ? [] : [{ op: 'replace', path: pointer.toString(), value: after }];
}

function isSame(before: unknown, after: unknown): boolean {
  return JSON.stringify(before) === JSON.stringify(after);
}

function count(value: JsonValue): number {
  if (typeof value !== 'object' || value === null) return 1;
  return Object.values(value).reduce((sum: number, part: JsonValue) => sum + count(part), 1);
}
