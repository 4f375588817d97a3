import { randomBytes } from 'node:crypto';
import colors from 'picocolors';
import { checkOutcome } from './check-outcome';
import { checkPromises } from './check-promises';
import { DEMO_CASES } from './demo-cases';
import { type CaseReport, formatReport } from './demo-report';
import type { DemoStack } from './demo-stack';
import { formatAccount, formatHeading } from './format-account';
import { Interrupted } from './interrupted';
import { createStep } from './progress';
import { raceAbort } from './race-abort';
import { runCase } from './run-case';
import { startStack } from './start-stack';
import { createTeardown } from './teardown';

export interface DemoOptions {
  /** Check the outcome and end, instead of staying up. */
  readonly once: boolean;
  /** Serve Temporal's web pages. */
  readonly ui: boolean;
  /** How long somebody at the keyboard may decide on an approval before the demo does. */
  readonly decideAfterMs: number;
  /** Longest time for one message; Temporal then ends its run. */
  readonly runTimeoutMs: number;
  /** Also print what the worker logs. */
  readonly verbose: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly out: (line: string) => void;
  /** Ends the demo at any moment; its reason is an {@link Interrupted}, or what went wrong. */
  readonly stop: AbortController;
}

async function runCases(stack: DemoStack, options: DemoOptions): Promise<CaseReport[]> {
  const { out, decideAfterMs, runTimeoutMs, stop } = options;
  const suffix = randomBytes(2).toString('hex');
  const reports: CaseReport[] = [];
  for (const [index, demoCase] of DEMO_CASES.entries()) {
    const { messageId, shows } = demoCase;
    out(formatHeading(index + 1, DEMO_CASES.length, messageId, shows));
    const workflowId = `support-${messageId}-${suffix}`;
    const outcome = await runCase(stack, {
      demoCase,
      workflowId,
      decideAfterMs,
      runTimeoutMs,
      out,
      signal: stop.signal,
    });
    formatAccount(outcome, stack.whereToLook(workflowId, outcome.runId)).forEach(out);
    const promises = checkPromises(demoCase, outcome);
    const differences = stack.simulated ? [...checkOutcome(demoCase, outcome), ...promises] : promises;
    differences.forEach((text) => {
      out(`     ${colors.red('differs')}    ${text}`);
    });
    reports.push({ messageId, differences });
  }
  return reports;
}

/**
 * Start everything, let the agent work on every message, tell what came of it, and end everything.
 *
 * @returns exit code: 0 where everything came out as expected, 1 where something differs, that of the signal where
 * somebody interrupted it before.
 */
export async function runDemo(options: DemoOptions): Promise<number> {
  const { once, out, stop } = options;
  const teardown = createTeardown({ onProblem: out });
  const onEnded = (reason: Error): void => {
    stop.abort(reason);
  };
  try {
    const stack = await startStack({
      ...options,
      step: createStep(out),
      teardown,
      onEnded,
      signal: stop.signal,
    });
    const reports = await runCases(stack, options);
    const checked = stack.simulated ? 'expected' : 'governance promises, whatever the model says';
    formatReport(reports, checked).forEach(out);
    if (!once) await stayUp(stack, options);
    return reports.some((report) => report.differences.length > 0) ? 1 : 0;
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    return error.exitCode;
  } finally {
    out(colors.dim('… ending what was started'));
    await teardown.run();
  }
}

async function stayUp(stack: DemoStack, { out, stop }: DemoOptions): Promise<void> {
  out(`\nEverything stays up until Ctrl-C. Temporal's pages and ${stack.core.url} show what happened.`);
  // Node ends when only promises are left to wait for.
  const alive = setInterval(() => undefined, 60_000);
  try {
    await raceAbort(new Promise<never>(() => undefined), stop.signal);
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
  } finally {
    clearInterval(alive);
  }
}
