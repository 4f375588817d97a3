import { nexusCaller, nexusGovernedType, nexusIdentity } from './nexus-identity';

const start = { service: 'shop', operation: 'price', requestId: 'request-1', headers: {} };
const link = (url: string) => ({ url: new URL(url) });

describe('a Nexus operation', () => {
  it('is an activity of the run that called it', () => {
    const inboundLinks = [link('temporal:///namespaces/n%2F1/workflows/order%207/run-1/history?eventID=5')];
    expect(nexusCaller({ ...start, inboundLinks })).toEqual({
      namespace: 'n/1',
      workflowId: 'order 7',
      runId: 'run-1',
    });
    expect(nexusIdentity({ ...start, inboundLinks }, 'q')).toEqual({
      workflowId: 'order 7',
      runId: 'run-1',
      workflowType: 'shop.price',
      taskQueue: 'q',
      activityId: 'request-1',
      activityType: 'shop.price',
      attempt: 1,
    });
  });

  it.each([
    ['no links', []],
    ['a link to something else', [link('https://example.com/workflows/a/b')]],
  ])('stands for its own run with %s', (_name, inboundLinks) => {
    expect(nexusCaller({ ...start, inboundLinks })).toBeUndefined();
    expect(nexusIdentity({ ...start, inboundLinks }, 'q')).toMatchObject({
      workflowId: 'request-1',
      runId: 'request-1',
    });
  });

  it('is governed by the options of the workflow type that called it, where that is of our namespace', () => {
    const inboundLinks = [link('temporal:///namespaces/ours/workflows/w/r/history')];
    const called = { ...start, inboundLinks, headers: { 'openbox-workflow-type': 'Flow' } };
    expect(nexusGovernedType(called, 'ours')).toBe('Flow');
    expect(nexusGovernedType(called, 'theirs')).toBe('shop.price');
    expect(nexusGovernedType(called, undefined)).toBe('shop.price');
    expect(nexusGovernedType({ ...start, inboundLinks }, 'ours')).toBe('shop.price');
  });
});
