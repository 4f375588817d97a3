import type { RunSettings } from '../common/governance-activity';
import { keepsTo } from './keeps-to';

const settings: RunSettings = {
  governed: true,
  skipSignals: [],
  governanceTimeoutMs: 1_000,
  onApiError: 'fail_open',
};

test('a run keeps to the rules it began with, and to all that came before them', () => {
  expect(keepsTo({ ...settings, edition: 2 }, 1)).toBe(true);
  expect(keepsTo({ ...settings, edition: 2 }, 2)).toBe(true);
  expect(keepsTo({ ...settings, edition: 1 }, 2)).toBe(false);
  expect(keepsTo(settings, 1)).toBe(false);
  expect(keepsTo(undefined, 1)).toBe(false);
});
