import { createProcessIo } from './cli-io';
import { createProgram } from './create-program';
import { describeCliError } from './describe-cli-error';

const io = createProcessIo();
createProgram(io)
  .parseAsync()
  .catch((error: unknown) => {
    io.printError(`${io.colors.red('error:')} ${describeCliError(error, io.env)}`);
    process.exitCode = 1;
  });
