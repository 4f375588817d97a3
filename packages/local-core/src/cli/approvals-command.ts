import { InvalidArgumentError, Option, type Command } from 'commander';
import { userInfo } from 'node:os';
import * as v from 'valibot';
import { ApprovalBodySchema, ApprovalsBodySchema, type ApprovalBody } from './admin-bodies';
import { AdminRequestError, createAdminClient, type AdminClient } from './admin-client';
import type { CliIo } from './cli-io';
import { formatApproval } from './format-approval';
import { urlOption } from './url-option';

interface ListOptions {
  readonly url: string;
  readonly status: string;
  readonly agent?: string;
  readonly json?: boolean;
}

interface DecideOptions {
  readonly url: string;
  readonly reason?: string;
  readonly by?: string;
  readonly input?: unknown;
}

const EXAMPLES = `
An id may be cut short as long as it fits one approval only.

Examples:
  $ openbox-core approvals list
  $ openbox-core approvals approve 4c1f0a62 --reason "Known customer"
  $ openbox-core approvals approve 4c1f0a62 --input '[{ "order": "A-1", "amount": 500 }]'
  $ openbox-core approvals reject 4c1f0a62 --reason "Not without the invoice" --by alice`;

/** `approvals`: shows what waits for a human, and decides. */
export function addApprovalsCommand(program: Command, io: CliIo): void {
  const approvals = program
    .command('approvals')
    .description('show what waits for a human, approve it or reject it')
    .addHelpText('after', EXAMPLES);
  approvals
    .command('list')
    .description('show approvals, the oldest first')
    .addOption(urlOption())
    .addOption(
      new Option('--status <status>', 'which ones')
        .choices(['pending', 'approved', 'rejected', 'expired', 'all'])
        .default('pending'),
    )
    .option('--agent <name>', 'only of this agent')
    .option('--json', 'print JSON')
    .action((options: ListOptions) => list(options, io));
  approvals
    .command('approve')
    .description('let a waiting step go on')
    .argument('<id>', 'id of the approval, or its beginning')
    .addOption(urlOption())
    .option('--reason <text>', 'why')
    .option('--by <name>', 'who decides (default: the user of this machine)')
    .option(
      '--input <json>',
      'approve this instead: a list of arguments, one argument, or the result',
      parseInput,
    )
    .action((id: string, options: DecideOptions) => decide('approve', id, options, io));
  approvals
    .command('reject')
    .description('refuse a waiting step')
    .argument('<id>', 'id of the approval, or its beginning')
    .addOption(urlOption())
    .requiredOption('--reason <text>', 'why; the workflow sees it')
    .option('--by <name>', 'who decides (default: the user of this machine)')
    .action((id: string, options: DecideOptions) => decide('reject', id, options, io));
}

async function list({ url, status, agent, json }: ListOptions, io: CliIo): Promise<void> {
  const query = new URLSearchParams({
    ...(status !== 'all' && { status }),
    ...(agent !== undefined && { agent }),
  });
  const client = createAdminClient(url);
  const path = `/approvals?${query.toString()}`;
  if (json === true) {
    io.print(JSON.stringify(await client.get(path, v.unknown()), undefined, 2));
    return;
  }
  const { approvals } = await client.get(path, ApprovalsBodySchema);
  if (approvals.length === 0)
    io.print(status === 'pending' ? 'Nothing waits for a human.' : 'No approval fits.');
  for (const approval of approvals) io.print(formatApproval(approval, io.colors));
}

async function decide(
  verb: 'approve' | 'reject',
  idOrPrefix: string,
  { url, reason, by, input }: DecideOptions,
  io: CliIo,
): Promise<void> {
  const client = createAdminClient(url);
  const id = await resolveId(client, idOrPrefix);
  const body = {
    decided_by: by ?? userInfo().username,
    ...(reason !== undefined && { reason }),
    ...(input !== undefined && { modified_input: input }),
  };
  const approval: ApprovalBody = await client.post(
    `/approvals/${encodeURIComponent(id)}/${verb}`,
    body,
    ApprovalBodySchema,
  );
  io.print(formatApproval(approval, io.colors));
}

async function resolveId(client: AdminClient, idOrPrefix: string): Promise<string> {
  const { approvals } = await client.get('/approvals', ApprovalsBodySchema);
  const fitting = approvals.filter(({ id }) => id.startsWith(idOrPrefix));
  const [first] = fitting;
  if (first === undefined) throw new AdminRequestError(`There is no approval with the id ${idOrPrefix}.`);
  if (fitting.length > 1)
    throw new AdminRequestError(
      `${String(fitting.length)} approvals begin with ${idOrPrefix}; write more of the id.`,
    );
  return first.id;
}

function parseInput(text: string): unknown {
  try {
    const input: unknown = JSON.parse(text);
    if (input !== null) return input;
  } catch {
    // Said below.
  }
  throw new InvalidArgumentError('It must be JSON, and not null: a list of arguments, or one value.');
}
