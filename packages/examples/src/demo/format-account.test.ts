import { formatAccount, formatHeading } from './format-account';
import { sampleDecision, sampleOutcome, sampleResultWith, sampleSpans } from './testing/sample-outcome';

// Terminal colours are whatever the terminal supports: the text is what counts.
const plain = (lines: readonly string[]): string => lines.join('\n').replace(/\u001b\[\d+m/g, '');

describe('formatAccount', () => {
  it('tells what was asked, the verdict, the reason, the deeds and how the run ended', () => {
    const decisions = [
      sampleDecision(),
      sampleDecision({ verdict: 'constrain', rules: ['r'], reason: 'above 200', constraints: ['report'] }),
    ];
    const text = plain(formatAccount(sampleOutcome({ decisions }), 'http://ui/run'));
    expect(text).toMatch(/asked +issueRefund \{ .*amountUsd: 4000 \}/);
    expect(text).toMatch(/verdict +CONSTRAIN by r: above 200/);
    expect(text).toMatch(/on terms +report/);
    expect(text).toContain('2 events of this run were decided by Core');
    expect(text).toMatch(/done +reply/);
    expect(text).toMatch(/Temporal +COMPLETED +\{"done":"nothing yet"\}/);
    expect(text).toMatch(/look +http:\/\/ui\/run/);
  });

  it('lists the operations that Core was told of', () => {
    const { file, http, db } = sampleSpans;
    const outcome = sampleOutcome({ decisions: [sampleDecision(), sampleResultWith(file, db, http)] });
    expect(plain(formatAccount(outcome, 'http://ui/run'))).toMatch(
      /operations file\.read m\.txt\n +SELECT customers\n +POST http:\S+\/chat\/completions 200\n/,
    );
  });

  it('quotes once what the model saw in place of the values', () => {
    const outcome = sampleOutcome({
      decisions: [sampleDecision({ replacement: [{ prompt: 'p' }], rules: ['personal-data-in'] })],
      modelTexts: [
        'Hello,\ncard <CREDIT_CARD>, again <CREDIT_CARD>\nBye',
        'card <CREDIT_CARD>, again <CREDIT_CARD>',
      ],
    });
    const text = plain(formatAccount(outcome, 'http://ui/run'));
    expect(text).toContain('ALLOW, redacted by personal-data-in');
    expect(text.match(/card <CREDIT_CARD>, again <CREDIT_CARD>/g)).toHaveLength(1);
    expect(text).not.toContain('Hello');
  });

  it('tells of a refusal by guardrails and of a failure', () => {
    const outcome = sampleOutcome({
      status: 'FAILED',
      failureType: 'GuardrailsValidationFailed',
      detail: 'banned words',
      decisions: [sampleDecision({ refused: true, rules: ['legal-words'] })],
      deeds: [],
    });
    const text = plain(formatAccount(outcome, 'http://ui/run'));
    expect(text).toContain('ALLOW, refused by legal-words');
    expect(text).toMatch(/done +nothing/);
    expect(text).toMatch(/Temporal +FAILED GuardrailsValidationFailed +banned words/);
  });

  it('says nothing of a verdict where there was none', () => {
    expect(plain(formatAccount(sampleOutcome({ decisions: [] }), 'http://ui/run'))).not.toContain('verdict');
  });
});

describe('formatHeading', () => {
  it('numbers the case', () => {
    expect(plain([formatHeading(3, 12, '03-small-refund', 'is allowed')])).toBe(
      '\n 3/12  03-small-refund  is allowed',
    );
  });
});
