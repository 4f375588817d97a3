import colors from 'picocolors';

/** One message that was worked on, and how it differs from what it should have come to. */
export interface CaseReport {
  readonly messageId: string;
  readonly differences: readonly string[];
}

/** The last word: how many cases came out as expected, and what differs in the others. */
export function formatReport(reports: readonly CaseReport[], whatWasChecked: string): string[] {
  const failed = reports.filter((report) => report.differences.length > 0);
  const ok = reports.length - failed.length;
  const summary = `${ok} of ${reports.length} messages came out as ${whatWasChecked}.`;
  return [
    '',
    failed.length === 0 ? colors.green(`✓ ${summary}`) : colors.red(`✗ ${summary}`),
    ...failed.flatMap((report) => [
      `  ${colors.bold(report.messageId)}`,
      ...report.differences.map((text) => `    ${text}`),
    ]),
  ];
}
