import { Command } from 'commander';
import { addApprovalsCommand } from './approvals-command';
import { addCheckCommand } from './check-command';
import type { CliIo } from './cli-io';
import { addEventsCommand } from './events-command';
import { packageVersion } from './package-version';
import { addStartCommand } from './start-command';

const EXAMPLES = `
Examples:
  $ openbox-core check ./policies
  $ openbox-core start --policies ./policies
  $ openbox-core approvals list
  $ openbox-core approvals approve 4c1f0a62 --reason "Known customer"
  $ openbox-core events --verdict block

"openbox-core help <command>" says more of each.`;

/** The command line `openbox-core`. */
export function createProgram(io: CliIo): Command {
  const program = new Command('openbox-core')
    .description(
      'An OpenBox Core on this machine: policies, guardrails, approvals and a record of every event.',
    )
    .version(packageVersion(), '-v, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .configureOutput({
      writeOut: (text) => {
        io.print(text.trimEnd());
      },
      writeErr: (text) => {
        io.printError(text.trimEnd());
      },
      outputError: (text, write) => {
        write(text.replace(/^error:/, io.colors.red('error:')));
      },
    })
    .showHelpAfterError('(add --help for the options)')
    .showSuggestionAfterError()
    .addHelpText('after', EXAMPLES);
  addStartCommand(program, io);
  addCheckCommand(program, io);
  addApprovalsCommand(program, io);
  addEventsCommand(program, io);
  return program;
}
