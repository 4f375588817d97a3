import { checkPromises } from './check-promises';
import { sampleDecision, sampleOutcome } from './testing/sample-outcome';

describe('checkPromises', () => {
  it('is content with a governed run that kept within its limits', () => {
    const deeds = [{ kind: 'refund', customerId: 'C', orderId: 'A-1', amountUsd: 1000 }] as const;
    expect(checkPromises(sampleOutcome({ deeds }))).toEqual([]);
  });

  it('finds a run that Core never heard of', () => {
    expect(checkPromises(sampleOutcome({ decisions: [] }))).toContain('the run was not governed');
  });

  it('finds a run that went on after a stop', () => {
    const after = (verdict: 'block' | 'halt'): string[] =>
      checkPromises(sampleOutcome({ decisions: [sampleDecision({ verdict })] }));
    expect(after('halt')).toEqual(['halted, but COMPLETED']);
    expect(after('block')).toEqual(['blocked, but COMPLETED']);
  });

  it('finds deeds that nobody was asked about', () => {
    const deeds = [
      { kind: 'refund', customerId: 'C', orderId: 'A-1', amountUsd: 4000 },
      { kind: 'account_closed', customerId: 'C' },
      { kind: 'customers_exported', recipient: 'r' },
    ] as const;
    expect(checkPromises(sampleOutcome({ deeds }))).toHaveLength(3);
    const asked = [sampleDecision({ verdict: 'require_approval' })];
    expect(checkPromises(sampleOutcome({ deeds, decisions: asked }))).toEqual([
      'the customer list was exported',
    ]);
  });
});
