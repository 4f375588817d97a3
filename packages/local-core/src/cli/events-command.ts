import { InvalidArgumentError, Option, type Command } from 'commander';
import { GovernanceEventType, Verdict } from '@openbox/core-client/contract';
import * as v from 'valibot';
import { EventsBodySchema } from './admin-bodies';
import { createAdminClient } from './admin-client';
import type { CliIo } from './cli-io';
import { formatRecordedEvent } from './format-recorded-event';
import { urlOption } from './url-option';

interface EventsOptions {
  readonly url: string;
  readonly agent?: string;
  readonly workflowId?: string;
  readonly runId?: string;
  readonly activityType?: string;
  readonly type?: string;
  readonly verdict?: string;
  readonly limit: number;
  readonly json?: boolean;
}

const EXAMPLES = `
Examples:
  $ openbox-core events
  $ openbox-core events --verdict block --limit 5
  $ openbox-core events --workflow-id refund-17 --json`;

/** `events`: shows what was recorded. */
export function addEventsCommand(program: Command, io: CliIo): void {
  program
    .command('events')
    .description('show recorded events and their verdicts, the newest last')
    .addOption(urlOption())
    .option('--agent <name>', 'only of this agent')
    .option('--workflow-id <id>', 'only of this workflow')
    .option('--run-id <id>', 'only of this run')
    .option('--activity-type <name>', 'only of this activity')
    .addOption(new Option('--type <type>', 'only of this type').choices(Object.values(GovernanceEventType)))
    .addOption(new Option('--verdict <verdict>', 'only with this verdict').choices(Object.values(Verdict)))
    .addOption(new Option('--limit <number>', 'the newest so many').argParser(parseLimit).default(50))
    .option('--json', 'print whole events as JSON')
    .addHelpText('after', EXAMPLES)
    .action(async (options: EventsOptions) => {
      const client = createAdminClient(options.url);
      const path = `/events?${toQuery(options).toString()}`;
      if (options.json === true) {
        io.print(JSON.stringify(await client.get(path, v.unknown()), undefined, 2));
        return;
      }
      const { events } = await client.get(path, EventsBodySchema);
      if (events.length === 0) io.print('No event fits.');
      for (const recorded of events) io.print(formatRecordedEvent(recorded, io.colors));
    });
}

function toQuery({
  agent,
  workflowId,
  runId,
  activityType,
  type,
  verdict,
  limit,
}: EventsOptions): URLSearchParams {
  const query = new URLSearchParams({ limit: String(limit) });
  const given = {
    agent,
    workflow_id: workflowId,
    run_id: runId,
    activity_type: activityType,
    event_type: type,
    verdict,
  };
  for (const [key, value] of Object.entries(given)) if (value !== undefined) query.set(key, value);
  return query;
}

function parseLimit(text: string): number {
  const limit = Number(text);
  if (!/^\d+$/.test(text) || limit < 1 || limit > 1000)
    throw new InvalidArgumentError('It must be a number from 1 to 1000.');
  return limit;
}
