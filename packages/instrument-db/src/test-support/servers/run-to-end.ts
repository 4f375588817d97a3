import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { serverUser } from './server-folder';

/** Runs a program that prepares a server, as the user that may run the server. @throws with what it said */
export async function runToEnd(command: string, args: readonly string[], cwd: string): Promise<void> {
  await promisify(execFile)(command, args, { cwd, timeout: 60_000, ...serverUser() });
}
