import { formatReport } from './demo-report';

describe('formatReport', () => {
  it('is one line where everything came out as expected', () => {
    const text = formatReport([{ messageId: 'a', differences: [] }], 'expected').join('\n');
    expect(text).toContain('1 of 1 messages came out as expected.');
  });

  it('names each message that differs, and how', () => {
    const reports = [
      { messageId: 'a', differences: [] },
      { messageId: 'b', differences: ['run: expected "COMPLETED", was "FAILED"', 'done: …'] },
    ];
    const text = formatReport(reports, 'expected').join('\n');
    expect(text).toContain('1 of 2 messages');
    expect(text).toContain('b');
    expect(text).toContain('run: expected "COMPLETED", was "FAILED"');
  });
});
