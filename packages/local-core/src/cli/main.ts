import { errorCode } from '../error-message';
import { createProcessIo } from './cli-io';
import { createProgram } from './create-program';
import { describeCliError } from './describe-cli-error';

// Whoever read the output, such as `head`, has had enough.
process.stdout.on('error', (error) => {
  if (errorCode(error) !== 'EPIPE') throw error;
  process.exit(0);
});

const io = createProcessIo();
createProgram(io)
  .parseAsync()
  .catch((error: unknown) => {
    io.printError(`${io.colors.red('error:')} ${describeCliError(error, io.env)}`);
    process.exitCode = 1;
  });
