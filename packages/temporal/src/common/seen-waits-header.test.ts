import { defaultPayloadConverter } from '@temporalio/common';
import { readSeenWaits, SEEN_WAITS_HEADER, toSeenWaits } from './seen-waits-header';

const waits = [{ activityId: '7', activityType: 'pay', reason: 'look', requestedAtMs: 5 }];

test('carries what the worker has seen', () => {
  expect(readSeenWaits({ [SEEN_WAITS_HEADER]: toSeenWaits(waits) })).toEqual(waits);
  expect(readSeenWaits({})).toEqual([]);
});

test.each([
  ['another value', defaultPayloadConverter.toPayload('nonsense')],
  ['another list', defaultPayloadConverter.toPayload([1, null, { activityId: 7 }])],
  ['what nobody can read', { metadata: {}, data: new Uint8Array([1]) }],
])('takes nothing from %s', (_what, payload) => {
  expect(readSeenWaits({ [SEEN_WAITS_HEADER]: payload })).toEqual([]);
});
