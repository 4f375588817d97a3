import { ActivityFailure, ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { refusalAsToolResult } from './refusal-as-tool-result';

function activityFailure(type: string, details: Record<string, unknown>): ActivityFailure {
  const cause = ApplicationFailure.create({ type, message: 'm', nonRetryable: true, details: [details] });
  return new ActivityFailure(
    'Activity task failed',
    'runTool',
    '1',
    'NON_RETRYABLE_FAILURE',
    undefined,
    cause,
  );
}

test.each([
  ['GovernanceStop', { verdict: 'block', reason: 'files stay' }, 'refused by policy: files stay'],
  ['GovernanceBlock', { verdict: 'block', reason: 'files stay' }, 'refused by policy: files stay'],
  ['GuardrailsValidationFailed', { verdict: 'allow', reason: 'a phone number' }, 'policy: a phone number'],
  [
    'ApprovalRejected',
    { verdict: 'require_approval', reason: 'not today' },
    'rejected by a human: not today',
  ],
  ['ApprovalExpired', { verdict: 'require_approval', reason: 'too late' }, 'nobody gave in time: too late'],
])('makes a text of %s', (type, details, text) => {
  expect(refusalAsToolResult(activityFailure(type, details))).toContain(text);
});

test.each([
  ['a halt', activityFailure('GovernanceStop', { verdict: 'halt', reason: 'enough' })],
  ['a halt by its type', activityFailure('GovernanceHalt', { reason: 'enough' })],
  ['a stop that does not say which', activityFailure('GovernanceStop', {})],
  ['an approval that is pending', activityFailure('ApprovalPending', { verdict: 'require_approval' })],
  ['an outage', activityFailure('GovernanceStop', { verdict: 'block', reason: 'down', fallbackUsed: true })],
  ["the tool's own error", activityFailure('DiskFull', { verdict: 'block' })],
  ['a cancellation', new CancelledFailure('cancelled')],
  ['something that is no error', 'text'],
])('throws %s again, as it is', (_name, error) => {
  let thrown: unknown;
  try {
    refusalAsToolResult(error);
  } catch (caught) {
    thrown = caught;
  }
  expect(thrown).toBe(error);
});
