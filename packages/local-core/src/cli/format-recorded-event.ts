import type { GovernanceEvent } from '@openbox/core-client/contract';
import type { RecordedEvent } from '../store/recorded-event';
import type { CliIo } from './cli-io';
import { colorVerdict } from './color-verdict';
import { terminalText } from './terminal-text';

/** One event as a line: when, what came of it, what it was about, and why. Never what was in it. */
export function formatRecordedEvent(recorded: RecordedEvent, colors: CliIo['colors']): string {
  const { event, verdict, agentName, receivedAt } = recorded;
  const head = [
    colors.dim(receivedAt.slice(11, 19)),
    colorVerdict(verdict.verdict, colors),
    terminalText(describeEvent(event)),
    colors.dim(terminalText(`${agentName}, ${event.workflow_id}`)),
  ].join('  ');
  return [head, ...reasons(recorded).map((line) => `          ${line}`)].join('\n');
}

function describeEvent(event: GovernanceEvent): string {
  const subject = event.activity_type ?? event.signal_name ?? event.workflow_type;
  return `${event.event_type} ${subject}`;
}

function reasons({ verdict }: RecordedEvent): string[] {
  const { reason, policyId, guardrails, approvalId } = verdict;
  const lines: string[] = [];
  if (reason !== undefined) lines.push(policyId === undefined ? reason : `${reason} [${policyId}]`);
  for (const finding of guardrails?.reasons ?? []) lines.push(`${finding.field}: ${finding.reason}`);
  if (approvalId !== undefined) lines.push(`openbox-core approvals approve ${approvalId}`);
  return lines.map(terminalText);
}
