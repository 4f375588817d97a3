import type { Command } from 'commander';
import { compilePolicies } from '../policies/compile-policies';
import { PolicyLoadError } from '../policies/policy-load-error';
import { formatPolicyProblem } from '../policies/policy-problem';
import { readPolicyTexts } from '../policies/read-policy-texts';
import { describeSet } from '../policies/describe-set';
import type { CliIo } from './cli-io';

const EXAMPLES = `
Exits with 0 where the policies can be used, and with 1 where they have a mistake.

Examples:
  $ openbox-core check ./policies
  $ openbox-core check base.yaml team.yaml`;

/** `check`: reads policies as `start` would. */
export function addCheckCommand(program: Command, io: CliIo): void {
  program
    .command('check')
    .description('check policy files without starting anything')
    .argument('<policies...>', 'policy files, or folders of them')
    .addHelpText('after', EXAMPLES)
    .action(async (paths: string[]) => {
      try {
        const set = compilePolicies(await readPolicyTexts(paths));
        for (const warning of set.warnings) {
          io.print(`${io.colors.yellow('warning:')} ${formatPolicyProblem(warning)}`);
        }
        io.print(
          `${io.colors.green('ok')}  ${describeSet({ ruleCount: set.rules.length, guardrailCount: set.guardrails.length, files: set.files })}, otherwise ${set.defaultDecision}`,
        );
      } catch (error) {
        if (!(error instanceof PolicyLoadError)) throw error;
        io.printError(`${io.colors.red('error:')} ${error.message}`);
        process.exitCode = 1;
      }
    });
}
