import { spawn } from 'node:child_process';
import { constants } from 'node:os';

const KILL_AFTER_MS = 5000;

/**
 * Runs a program and waits for its end; resolves whatever the exit code, also when it cannot be started.
 *
 * `output: 'inherit'` shows its output, `'capture'` keeps it. SIGTERM and SIGHUP are passed on. So is SIGINT, except on a
 * terminal, which has already sent it to the program. `interrupted` says that one came.
 */
export function runProcess(command, args, { cwd, env, timeoutMs, output = 'capture' } = {}) {
  return new Promise((resolve) => {
    let stdout = '';
    let stderr = '';
    let timedOut = false;
    let interrupted = false;
    const child = spawn(command, args, {
      cwd,
      env: env ?? process.env,
      stdio: output === 'inherit' ? 'inherit' : ['ignore', 'pipe', 'pipe'],
    });
    child.stdout?.setEncoding('utf8').on('data', (chunk) => (stdout += chunk));
    child.stderr?.setEncoding('utf8').on('data', (chunk) => (stderr += chunk));

    const forward = (signal) => {
      interrupted = true;
      if (signal !== 'SIGINT' || process.stdin.isTTY !== true) child.kill(signal);
    };
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
    for (const signal of signals) process.on(signal, forward);

    let killTimer;
    const timer =
      timeoutMs === undefined
        ? undefined
        : setTimeout(() => {
            timedOut = true;
            child.kill('SIGTERM');
            killTimer = setTimeout(() => child.kill('SIGKILL'), KILL_AFTER_MS);
          }, timeoutMs);

    const finish = (result) => {
      clearTimeout(timer);
      clearTimeout(killTimer);
      for (const signal of signals) process.removeListener(signal, forward);
      resolve({ stdout, stderr, timedOut, interrupted, ...result });
    };
    child.once('error', (error) => finish({ code: 127, signal: null, stderr: error.message }));
    child.once('close', (code, signal) => finish({ code: code ?? 128 + constants.signals[signal], signal }));
  });
}

/** The last lines of what a failed program said, for an error message. */
export function lastLines(text, count = 5) {
  return text.trim().split('\n').slice(-count).join('\n');
}
