import type { ActivityInput, ActivityOptions } from '@temporalio/workflow';
import { APPROVAL_HEADER } from '../common/approval-header';
import { withTakeOver } from './takes-over';

function scheduled(options: ActivityOptions): ActivityInput {
  return { activityType: 'work', args: [], headers: {}, seq: 1, options };
}

describe('the word that the run takes waits over', () => {
  it.each<ActivityOptions>([{ retry: { maximumAttempts: 3 } }, { scheduleToCloseTimeout: '1m' }])(
    'goes to an activity with limits of its own: %j',
    (options) => {
      const input = scheduled(options);
      expect(Object.keys(withTakeOver(input, 1).headers)).toEqual([APPROVAL_HEADER]);
      expect(withTakeOver(input, 0)).toBe(input);
    },
  );

  it.each<ActivityOptions>([{ startToCloseTimeout: '1m' }, { retry: { initialInterval: 1 } }])(
    'does not go to one without: %j',
    (options) => {
      const input = scheduled(options);
      expect(withTakeOver(input, 1)).toBe(input);
    },
  );
});
