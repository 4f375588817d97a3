import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { demoCommand } from './demo-command.mjs';
import { createProgress } from './progress.mjs';
import { setupCommand } from './setup-command.mjs';
import { SetupError } from './setup-error.mjs';
import { soakCommand } from './soak-command.mjs';
import { testCommand } from './test-command.mjs';
import { USAGE } from './usage.mjs';
import { verifyCommand } from './verify-command.mjs';

const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

const COMMANDS = {
  demo: demoCommand,
  setup: setupCommand,
  soak: soakCommand,
  test: testCommand,
  verify: verifyCommand,
};

/** Runs one command of the bootstrap. Resolves with the exit code of the process. */
export async function main([name, ...args]) {
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    console.log(USAGE);
    return name === undefined ? 1 : 0;
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command === undefined) {
    console.error(`There is no command "${name}".\n\n${USAGE}`);
    return 1;
  }
  try {
    return await command({ root: ROOT, progress: createProgress(), args });
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    console.error(`\n${error.message}`);
    return 1;
  }
}
