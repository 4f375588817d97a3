import type { ActivityInput, ActivityOptions } from '@temporalio/workflow';
import { APPROVAL_HEADER } from '../common/approval-header';
import type { RunSettings } from '../common/governance-activity';
import { withTakeOver } from './takes-over';

const settings: RunSettings = {
  governed: true,
  skipSignals: [],
  governanceTimeoutMs: 1_000,
  onApiError: 'fail_open',
  edition: 1,
};
const { edition: _edition, ...ofEarlierBuild } = settings;

function scheduled(options: ActivityOptions): ActivityInput {
  return { activityType: 'work', args: [], headers: {}, seq: 1, options };
}

const limited: ActivityOptions[] = [{ retry: { maximumAttempts: 3 } }, { scheduleToCloseTimeout: '1m' }];
const unlimited: ActivityOptions[] = [{ startToCloseTimeout: '1m' }, { retry: { initialInterval: 1 } }];

describe('the word that the run takes waits over', () => {
  it.each(limited)('goes to an activity with limits of its own: %j', (options) => {
    const input = scheduled(options);
    expect(Object.keys(withTakeOver(input, settings).headers)).toEqual([APPROVAL_HEADER]);
    expect(withTakeOver(input, ofEarlierBuild)).toBe(input);
    expect(withTakeOver(input, undefined)).toBe(input);
  });

  it.each(unlimited)('does not go to one without: %j', (options) => {
    const input = scheduled(options);
    expect(withTakeOver(input, settings)).toBe(input);
  });

  it.each(unlimited)('goes to each where the run shows whether it waits: %j', (options) => {
    const input = scheduled(options);
    const headers = withTakeOver(input, { ...settings, searchAttribute: true }).headers;
    expect(Object.keys(headers)).toEqual([APPROVAL_HEADER]);
    expect(withTakeOver(input, { ...ofEarlierBuild, searchAttribute: true })).toBe(input);
  });
});
