import * as v from 'valibot';

const filled = v.pipe(v.string('Expected a string'), v.nonEmpty('Must not be empty'));

/** Body of `POST /api/v1/governance/approval`: these three ids. */
export const ApprovalRequestSchema = v.looseObject({
  workflow_id: filled,
  run_id: filled,
  activity_id: filled,
});

/** Answer to `POST /api/v1/governance/approval`, as a correct server writes it. */
export const ApprovalResponseSchema = v.looseObject({
  id: v.exactOptional(v.nullable(v.string())),
  action: v.exactOptional(v.nullable(v.string())),
  verdict: v.exactOptional(v.nullable(v.string())),
  reason: v.exactOptional(v.nullable(v.string())),
  approval_expiration_time: v.exactOptional(v.nullable(v.string())),
  patch: v.exactOptional(v.unknown()),
  /** An extension: what was approved in the place of what was asked for. */
  modified_input: v.exactOptional(v.unknown()),
  /** An extension: who decided. */
  decided_by: v.exactOptional(v.nullable(v.string())),
});

/** An approval question in its wire form. */
export type ApprovalRequest = v.InferOutput<typeof ApprovalRequestSchema>;
/** An approval answer in its wire form. */
export type ApprovalResponse = v.InferOutput<typeof ApprovalResponseSchema>;
