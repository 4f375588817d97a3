import { allWaits, factsOf } from './wait-facts';

const key = { workflowId: 'w', runId: 'r', activityId: '7' };
const facts = { activityId: '7', activityType: 'pay', reason: 'look', requestedAtMs: 5 };

test('says of a wait what people need, and nothing of how it is waited for', () => {
  const wait = { key, activityType: 'pay', reason: 'look', requestedAtMs: 5, sinceMs: 4, answered: ['a-0'] };
  expect(factsOf(wait)).toEqual(facts);
  expect(factsOf({ ...wait, approvalId: 'a-1', policyId: 'p-1' })).toEqual({
    ...facts,
    approvalId: 'a-1',
    policyId: 'p-1',
  });
});

test('says once what the run has taken over from its activity', () => {
  const other = { ...facts, activityId: '8' };
  expect(allWaits([facts], [{ ...facts, reason: 'seen' }, other])).toEqual([facts, other]);
  expect(allWaits([], [other])).toEqual([other]);
});
