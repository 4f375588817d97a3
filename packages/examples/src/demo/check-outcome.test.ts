import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { checkOutcome } from './check-outcome';
import { DEMO_CASES, type DemoCase } from './demo-cases';
import { sampleDecision, sampleOutcome, sampleResultWith, sampleSpans } from './testing/sample-outcome';

const allowed: DemoCase = {
  messageId: 'm',
  shows: 's',
  expected: { verdict: 'allow', status: 'COMPLETED', deeds: ['reply'] },
};

describe('DEMO_CASES', () => {
  it('cover every shipped message once, in order', () => {
    const files = readdirSync(resolve(__dirname, '../../messages')).sort();
    expect(DEMO_CASES.map((demoCase) => `${demoCase.messageId}.txt`)).toEqual(files);
  });

  it('query every table', () => {
    const queries = DEMO_CASES.flatMap((demoCase) => demoCase.expected.queries ?? []);
    expect(new Set(queries)).toEqual(new Set(['SELECT orders', 'INSERT refunds', 'SELECT customers']));
  });

  it('show every verdict', () => {
    expect(new Set(DEMO_CASES.map((demoCase) => demoCase.expected.verdict))).toEqual(
      new Set(['allow', 'constrain', 'require_approval', 'block', 'halt']),
    );
  });
});

describe('checkOutcome', () => {
  it('finds nothing where everything is as expected', () => {
    expect(checkOutcome(allowed, sampleOutcome())).toEqual([]);
  });

  it('names everything that differs', () => {
    const outcome = sampleOutcome({
      status: 'FAILED',
      failureType: 'GovernanceStop',
      decisions: [
        sampleDecision({ verdict: 'block', rules: ['no-bulk-export'] }),
        sampleResultWith(sampleSpans.db),
      ],
      deeds: [],
    });
    expect(checkOutcome(allowed, outcome)).toEqual([
      'verdict: expected "allow", was "block"',
      'rule: expected none, was "no-bulk-export"',
      'run: expected "COMPLETED", was "FAILED"',
      'failure: expected none, was "GovernanceStop"',
      'done: expected ["reply"], was []',
      'queries: expected [], was ["SELECT customers"]',
      'Core was not told that the message file was read',
      'Core was not told of a request to the model',
    ]);
  });

  it('misses a rule that did not act', () => {
    const demoCase = { ...allowed, expected: { ...allowed.expected, rule: 'personal-data-in' } };
    expect(checkOutcome(demoCase, sampleOutcome())).toEqual(['rule: expected "personal-data-in", was none']);
    const operations = sampleResultWith(sampleSpans.file, sampleSpans.http);
    const acted = sampleDecision({ replacement: [{ prompt: 'p' }], rules: ['other', 'personal-data-in'] });
    expect(checkOutcome(demoCase, sampleOutcome({ decisions: [acted, operations] }))).toEqual([]);
  });

  it('finds an ungoverned run', () => {
    expect(checkOutcome(allowed, sampleOutcome({ decisions: [] }))).toContain(
      'verdict: expected "allow", was none',
    );
  });

  it('misses a query that Core was not told of', () => {
    const demoCase = { ...allowed, expected: { ...allowed.expected, queries: ['SELECT customers'] } };
    expect(checkOutcome(demoCase, sampleOutcome())).toEqual([
      'queries: expected ["SELECT customers"], was []',
    ]);
  });

  it('finds what the model should have received and did not', () => {
    const demoCase = { ...allowed, shownToModel: ['<CREDIT_CARD>'] };
    expect(checkOutcome(demoCase, sampleOutcome({ modelTexts: ['my card: 4111'] }))).toEqual([
      'the model did not receive "<CREDIT_CARD>"',
    ]);
    expect(checkOutcome(demoCase, sampleOutcome({ modelTexts: ['my card: <CREDIT_CARD>'] }))).toEqual([]);
  });

  it('counts a deed that was done twice as a difference', () => {
    const deed = { kind: 'reply', customerId: 'C', text: 't' } as const;
    expect(checkOutcome(allowed, sampleOutcome({ deeds: [deed, deed] }))).toHaveLength(1);
  });
});
