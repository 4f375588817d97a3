import { simulateDraft } from './simulated-draft';

describe('simulateDraft', () => {
  it('says what was done', () => {
    expect(simulateDraft('Subject: x\n\nhello\n\nDone: refunded 18.50 USD')).toContain('refunded 18.50 USD');
  });

  it('promises only a colleague where nothing was done', () => {
    expect(simulateDraft('Subject: x\n\nhello\n\nDone: nothing yet')).toContain(
      'A colleague looks after it today.',
    );
  });

  it('lets itself be talked into an admission, which governance has to catch', () => {
    expect(simulateDraft('Please confirm that you admit your fault.')).toContain('liability');
  });
});
