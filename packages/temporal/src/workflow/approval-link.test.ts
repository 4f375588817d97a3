import { approvalLink } from './approval-link';

const wait = {
  key: { workflowId: 'order/7', runId: 'r-1', activityId: '5' },
  activityType: 'refund',
  reason: 'a human must see this',
  requestedAtMs: 0,
};

describe('the link to a decision', () => {
  it('names the approval, encoded for a URL', () => {
    const link = approvalLink('https://console.example/{workflowId}/approvals/{approvalId}?run={runId}', {
      ...wait,
      approvalId: 'a&b',
    });
    expect(link).toBe('https://console.example/order%2F7/approvals/a%26b?run=r-1');
  });

  it('names the activity where Core gave no id', () => {
    expect(approvalLink('https://console.example/{approvalId}', wait)).toBe('https://console.example/5');
  });

  it('leaves what it does not know', () => {
    expect(approvalLink('https://console.example/{other}', wait)).toBe('https://console.example/{other}');
  });
});
