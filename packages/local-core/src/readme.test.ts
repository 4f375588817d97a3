import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compilePolicies } from './policies/compile-policies';

const README = readFileSync(join(__dirname, '..', 'README.md'), 'utf8');

describe('the README', () => {
  test('shows policies that can be used', () => {
    const blocks = [...README.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(([, text = '']) => text);
    const set = compilePolicies(
      blocks.map((text, index) => ({ file: `README-${String(index)}.yaml`, text })),
    );
    expect(set.rules.map(({ id }) => id)).toEqual([
      'large-refund',
      'sandboxed-tools',
      'no-drop',
      'large-invoice',
    ]);
    expect(set.guardrails.map(({ id }) => id)).toEqual(['no-phone-numbers', 'no-threats', 'no-employee-ids']);
    expect(set.warnings).toEqual([]);
  });
});
