import { InvalidArgumentError, Option, type Command } from 'commander';
import type { LocalAgentOptions } from '../agents/local-agent';
import { startLocalCore, type LocalCore } from '../local-core';
import { describeSet } from '../policies/describe-set';
import type { PolicyStatus } from '../policies/policy-store';
import type { CliIo } from './cli-io';
import { formatLogEntry } from './format-log-entry';
import { formatRecordedEvent } from './format-recorded-event';
import { packageVersion } from './package-version';
import { waitForStopSignal } from './wait-for-stop-signal';

interface StartOptions {
  readonly policies: readonly string[];
  readonly data: string;
  readonly port: number;
  readonly host: string;
  readonly agent?: readonly LocalAgentOptions[];
  readonly watch: boolean;
  readonly quiet?: boolean;
}

const EXAMPLES = `
Examples:
  $ openbox-core start --policies ./policies
  $ openbox-core start --policies base.yaml team.yaml --port 9000 --data /var/lib/openbox
  $ openbox-core start --policies ./policies --agent support=obx_test_support1 --agent research

Point a worker at it:
  OPENBOX_URL=http://127.0.0.1:8086 OPENBOX_API_KEY=<the key that is printed>

Changed policy files are read again at once; a file with a mistake changes nothing, and the mistake is printed.`;

/** `start`: runs a server until it is told to stop. */
export function addStartCommand(program: Command, io: CliIo): void {
  program
    .command('start')
    .description('start the server and print every event with its verdict')
    .requiredOption('-p, --policies <paths...>', 'policy files, or folders of them')
    .option('-d, --data <folder>', 'folder for the record, or :memory: to keep none', './.openbox')
    .addOption(
      new Option('--port <number>', 'port to listen on, 0 for any').argParser(parsePort).default(8086),
    )
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option(
      '-a, --agent <name[=key]>',
      'an agent and its key (repeatable; a key is made up where none is given)',
      collectAgent,
    )
    .option('--no-watch', 'do not follow changes of the policy files')
    .option('-q, --quiet', 'do not print events')
    .addHelpText('after', EXAMPLES)
    .action(async (options: StartOptions) => {
      const core = await startLocalCore({
        policies: options.policies,
        dataDir: options.data,
        port: options.port,
        host: options.host,
        watch: options.watch,
        ...(options.agent !== undefined && { agents: options.agent }),
        log: (entry) => {
          const line = formatLogEntry(entry, io.colors);
          if (entry.level === 'info') io.print(line);
          else io.printError(line);
        },
        ...(options.quiet !== true && {
          onEvent: (recorded) => {
            io.print(formatRecordedEvent(recorded, io.colors));
          },
        }),
      });
      printStart(core, options, io);
      const signal = await waitForStopSignal();
      io.print(`\n${signal}: stopping.`);
      await core.close();
    });
}

function printStart(core: LocalCore, { data }: StartOptions, { print, colors }: CliIo): void {
  const label = (text: string): string => colors.bold(text.padEnd(10));
  print(`OpenBox local-core ${packageVersion()}`);
  print();
  print(`  ${label('Address')} ${colors.cyan(core.url)}`);
  for (const { name, apiKey } of core.agents) print(`  ${label('Agent')} ${name}  ${colors.cyan(apiKey)}`);
  print(`  ${label('Policies')} ${describePolicies(core.policies.status())}`);
  print(`  ${label('Data')} ${data === ':memory:' ? 'none is kept' : data}`);
  print();
  print(`  ${label('Worker')} OPENBOX_URL=${core.url} OPENBOX_API_KEY=${core.apiKey}`);
  print(`  ${label('Approvals')} openbox-core approvals list --url ${core.url}`);
  print(`  ${label('')} openbox-core approvals approve <id> --reason "..." --url ${core.url}`);
  print();
  print(colors.dim('Ctrl-C stops it.'));
  print();
}

function describePolicies(status: PolicyStatus): string {
  return `${describeSet(status)}, otherwise ${status.defaultDecision}`;
}

function parsePort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535)
    throw new InvalidArgumentError('It must be a number from 0 to 65535.');
  return port;
}

function collectAgent(text: string, earlier: readonly LocalAgentOptions[] = []): LocalAgentOptions[] {
  const separator = text.indexOf('=');
  const name = separator === -1 ? text : text.slice(0, separator);
  if (name.trim() === '') throw new InvalidArgumentError('It must begin with a name.');
  return [...earlier, separator === -1 ? { name } : { name, apiKey: text.slice(separator + 1) }];
}
