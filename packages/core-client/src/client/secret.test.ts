import { inspect } from 'node:util';
import { Secret } from './secret';

it('shows its mask and gives its value only when asked', () => {
  const secret = new Secret('sesame', 'obx_test_***');
  expect(secret.reveal()).toBe('sesame');
  expect(
    `${String(secret)} ${JSON.stringify({ secret })} ${inspect({ secret }, { showHidden: true })}`,
  ).not.toContain('sesame');
  expect(String(secret)).toBe('obx_test_***');
});
