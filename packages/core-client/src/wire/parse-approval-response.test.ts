import { parseApprovalResponse } from './parse-approval-response';

const past = '2026-01-11T17:43:39Z';
const now = new Date('2026-01-11T18:00:00Z');
const state = (body: unknown, at: Date | number = now) => parseApprovalResponse(body, at).state;

// covers: 55, 57, 58, W4, W65
it.each<[string, unknown, string]>([
  ['allow', { action: 'allow' }, 'approved'],
  ['continue', { action: 'continue' }, 'approved'],
  ['ALLOW', { action: 'ALLOW' }, 'approved'],
  ['a verdict alone', { verdict: 'allow' }, 'approved'],
  ['a blank action and a verdict', { action: ' ', verdict: 'allow' }, 'approved'],
  ['an action of another type and a verdict', { action: 0, verdict: 'block' }, 'rejected'],
  ['block', { action: 'block' }, 'rejected'],
  ['halt', { action: 'halt' }, 'rejected'],
  ['stop', { action: 'stop' }, 'rejected'],
  ['action before verdict', { action: 'block', verdict: 'allow' }, 'rejected'],
  ['require_approval', { action: 'require_approval' }, 'pending'],
  ['require-approval', { action: 'require-approval' }, 'pending'],
  ['request_approval', { action: 'request_approval' }, 'pending'],
  ['constrain', { action: 'constrain' }, 'pending'],
  ['an unknown action', { action: 'approved' }, 'pending'],
  ['an unknown action beside an allow', { action: 'whatever', verdict: 'allow' }, 'pending'],
  ['nothing', {}, 'pending'],
  ['null', { action: null, verdict: null }, 'pending'],
  ['an integer', { action: 0 }, 'pending'],
  ['an integer verdict', { verdict: 0 }, 'pending'],
  ['an integer as a text', { action: '0' }, 'pending'],
  ['a list', [], 'pending'],
  ['no body', undefined, 'pending'],
  ['a text', 'allow', 'pending'],
  ['pending after its time', { action: 'require_approval', approval_expiration_time: past }, 'expired'],
  ['nothing after its time', { approval_expiration_time: past }, 'expired'],
  ['allow after its time', { action: 'allow', approval_expiration_time: past }, 'approved'],
  ['block after its time', { action: 'block', approval_expiration_time: past }, 'rejected'],
  [
    'halt after its time, which nobody decided',
    { action: 'halt', approval_expiration_time: past },
    'expired',
  ],
  ['pending before its time', { approval_expiration_time: '2026-01-11T19:00:00Z' }, 'pending'],
  ['a naive time, which is UTC', { approval_expiration_time: '2026-01-11 17:43:39' }, 'expired'],
  ['a time that cannot be read', { approval_expiration_time: 'soon' }, 'pending'],
])('%s', (_name, body, expected) => {
  expect(state(body)).toBe(expected);
});

// covers: 55
it('expires after its time, not at it', () => {
  const body = { approval_expiration_time: past };
  expect(state(body, Date.parse(past))).toBe('pending');
  expect(state(body, Date.parse(past) + 1)).toBe('expired');
});

// covers: 66
it('reads who, why and until when', () => {
  const later = '2026-01-11T19:00:00Z';
  const body = { id: 'a1', action: 'halt', reason: 'no', approval_expiration_time: later, extra: 1 };
  expect(parseApprovalResponse(body, now)).toEqual({
    state: 'rejected',
    halt: true,
    approvalId: 'a1',
    reason: 'no',
    expirationTime: later,
    raw: body,
  });
  expect(parseApprovalResponse({ action: 'block' }, now).halt).toBeUndefined();
  expect(parseApprovalResponse({ approval_id: 'a2' }, now).approvalId).toBe('a2');
});

it('has a patch only with a block in time', () => {
  const patch = { new_input: [1] };
  expect(parseApprovalResponse({ action: 'block', patch }, now).patch).toEqual({ newInput: [1] });
  expect(parseApprovalResponse({ action: 'halt', patch }, now).patch).toBeUndefined();
  expect(
    parseApprovalResponse({ action: 'block', patch, approval_expiration_time: past }, now).patch,
  ).toBeUndefined();
});

it.each<[string, unknown]>([
  ['a list of arguments', [{ amount: 10 }, 'EUR']],
  ['one value', 'less'],
  ['a falsy value', 0],
  ['an empty list', []],
])('has what was approved in its place: %s', (_name, modified_input) => {
  expect(parseApprovalResponse({ action: 'allow', modified_input }, now).modifiedInput).toEqual(
    modified_input,
  );
});

it('has none without an allow, and takes null for none', () => {
  for (const body of [
    { action: 'allow', modified_input: null },
    { action: 'block', modified_input: [1] },
    { action: 'require_approval', modified_input: [1] },
    { action: 'halt', modified_input: [1] },
  ])
    expect(parseApprovalResponse(body, now)).not.toHaveProperty('modifiedInput');
});

it('says who decided, where the answer does', () => {
  expect(parseApprovalResponse({ action: 'block', decided_by: 'alice' }, now).decidedBy).toBe('alice');
  for (const decided_by of [null, '', {}, undefined])
    expect(parseApprovalResponse({ action: 'block', decided_by }, now)).not.toHaveProperty('decidedBy');
});
