import { approvalLink } from './approval-link';

const target = { workflowId: 'order/7', runId: 'r-1', activityId: '5', approvalId: 'a&b' };

describe('the link to a decision', () => {
  it('names the approval, encoded for a URL', () => {
    const link = approvalLink(
      'https://console.example/{workflowId}/approvals/{approvalId}?run={runId}',
      target,
    );
    expect(link).toBe('https://console.example/order%2F7/approvals/a%26b?run=r-1');
  });

  it('names the activity', () => {
    expect(approvalLink('https://console.example/{activityId}', target)).toBe('https://console.example/5');
  });

  it('leaves what it does not know', () => {
    expect(approvalLink('https://console.example/{other}', target)).toBe('https://console.example/{other}');
  });
});
