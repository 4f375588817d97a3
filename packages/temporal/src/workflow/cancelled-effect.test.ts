import { ActivityFailure, CancelledFailure } from '@temporalio/common';
import type { ActivityInput, LocalActivityInput } from '@temporalio/workflow';
import { asCancelledActivity, asCancelledLocalActivity } from './cancelled-effect';

const call = { activityType: 'work', args: [], headers: {}, seq: 7, attempt: 1 };
const activity: ActivityInput = { ...call, options: { startToCloseTimeout: 1 } };
const local: LocalActivityInput = { ...call, options: { startToCloseTimeout: 1 } };
const cancelled = new CancelledFailure('scope cancelled');

test('a cancellation reads as that of the activity', () => {
  const failure = asCancelledActivity(activity)(cancelled);
  expect(failure).toBeInstanceOf(ActivityFailure);
  expect(failure).toMatchObject({
    message: 'Activity cancelled',
    activityType: 'work',
    activityId: '7',
    retryState: 'CANCEL_REQUESTED',
    cause: { name: 'CancelledFailure' },
  });
  const named = { ...activity, options: { ...activity.options, activityId: 'mine' } };
  expect(asCancelledActivity(named)(cancelled)).toMatchObject({ activityId: 'mine' });
  expect(asCancelledActivity(activity, 'first')(cancelled)).toMatchObject({ activityId: 'first' });
});

test('a cancellation reads as that of the local activity', () => {
  expect(asCancelledLocalActivity(local)(cancelled)).toMatchObject({
    message: 'Local Activity cancelled',
    activityType: 'work',
    activityId: '7',
    cause: { name: 'CancelledFailure', message: 'Activity cancelled' },
  });
});

test('anything else stays what it is', () => {
  const error = new Error('another');
  expect(asCancelledActivity(activity)(error)).toBe(error);
  expect(asCancelledLocalActivity(local)(error)).toBe(error);
});
