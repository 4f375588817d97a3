import type { ApprovalBody } from './admin-bodies';
import type { CliIo } from './cli-io';
import { terminalText } from './terminal-text';

/** An approval as a few lines of a terminal. */
export function formatApproval(approval: ApprovalBody, colors: CliIo['colors']): string {
  const { id, status, activity_type, subject, agent_name, workflow_type, workflow_id } = approval;
  const what = activity_type === '' ? workflow_type : activity_type;
  const lines = [
    `${colors.bold(id)}  ${colorStatus(status, colors)}  ${terminalText(`${what} (${subject})`)}`,
    `  ${terminalText(`agent ${agent_name}, workflow ${workflow_type} ${workflow_id}`)}`,
  ];
  if (approval.action_digest !== undefined)
    lines.push(colors.dim(`  ${terminalText(`action ${approval.action_digest}`)}`));
  const { policy_reason, policy_id, decision_reason, decided_by, created_at, expires_at } = approval;
  if (policy_reason !== undefined)
    lines.push(`  ${terminalText(`${policy_reason} [${policy_id ?? 'default'}]`)}`);
  if (decided_by !== undefined) {
    const why = decision_reason === undefined ? '' : `: ${decision_reason}`;
    lines.push(`  ${terminalText(`${status} by ${decided_by}${why}`)}`);
    if (approval.modified_input !== undefined)
      lines.push(`  ${terminalText(`changed to ${JSON.stringify(approval.modified_input)}`)}`);
  } else lines.push(`  asked ${created_at}, ${status === 'expired' ? 'expired' : 'expires'} ${expires_at}`);
  return lines.join('\n');
}

function colorStatus(status: ApprovalBody['status'], colors: CliIo['colors']): string {
  switch (status) {
    case 'pending':
      return colors.yellow(status);
    case 'approved':
      return colors.green(status);
    case 'rejected':
    case 'expired':
      return colors.red(status);
  }
}
