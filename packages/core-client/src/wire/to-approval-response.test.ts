import * as v from 'valibot';
import { ApprovalRequestSchema, ApprovalResponseSchema } from './approval';
import { parseApprovalResponse } from './parse-approval-response';
import { type AnswerableDecision, toApprovalResponse } from './to-approval-response';

it.each<[AnswerableDecision]>([
  [{ state: 'pending', approvalId: 'a', expirationTime: '2999-01-01T00:00:00Z' }],
  [{ state: 'approved', approvalId: 'a', reason: 'fine', decidedBy: 'alice' }],
  [{ state: 'approved', modifiedInput: [{ amount: 10 }] }],
  [{ state: 'rejected', reason: 'no' }],
  [{ state: 'rejected', halt: true }],
])('comes back as it was: %p', (decision) => {
  const body = toApprovalResponse(decision);
  expect(v.is(ApprovalResponseSchema, body)).toBe(true);
  expect(parseApprovalResponse(body)).toEqual({ ...decision, raw: body });
});

it('makes an expired approval a halt, as Core does', () => {
  expect(toApprovalResponse({ state: 'expired' })).toEqual({ action: 'halt' });
});

it('asks with three ids', () => {
  expect(v.is(ApprovalRequestSchema, { workflow_id: 'w', run_id: 'r', activity_id: 'a' })).toBe(true);
  expect(v.is(ApprovalRequestSchema, { workflow_id: 'w', run_id: '', activity_id: 'a' })).toBe(false);
  expect(v.is(ApprovalRequestSchema, { workflow_id: 'w', run_id: 'r' })).toBe(false);
});
