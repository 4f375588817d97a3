import type { ActivityOptions, LocalActivityOptions } from '@temporalio/workflow';
import { ApplicationFailure, proxyActivities, proxyLocalActivities, sleep } from '@temporalio/workflow';

type Activities = Record<string, (...args: unknown[]) => Promise<unknown>>;

const SECONDS = {
  startToCloseTimeout: '30 seconds',
  retry: { initialInterval: 50, maximumInterval: 100 },
} as const;

/** Calls one Activity and returns its result. */
export async function callActivity(
  name: string,
  args: unknown[] = [],
  options: ActivityOptions = {},
): Promise<unknown> {
  return activityOf(proxyActivities<Activities>({ ...SECONDS, ...options }), name)(...args);
}

/** Calls one Local Activity and returns its result. */
export async function callLocalActivity(
  name: string,
  args: unknown[] = [],
  options: LocalActivityOptions = {},
): Promise<unknown> {
  return activityOf(proxyLocalActivities<Activities>({ ...SECONDS, ...options }), name)(...args);
}

/** Calls Activities one after the other and returns all results. */
export async function callSequence(...names: string[]): Promise<unknown[]> {
  const results: unknown[] = [];
  for (const name of names) results.push(await callActivity(name));
  return results;
}

/** Calls Activities all at once and returns all results. */
export async function callAllAtOnce(...names: string[]): Promise<unknown[]> {
  return Promise.all(names.map((name) => callActivity(name)));
}

/** Goes on after a failed Activity, and calls another. */
export async function callInSpiteOf(failing: string, next: string): Promise<unknown> {
  const failure = await callActivity(failing, [], { retry: { maximumAttempts: 1 } }).then(
    () => 'no failure',
    () => 'failed',
  );
  return [failure, await callActivity(next)];
}

/** Goes on after a failed Local Activity, and calls an Activity. */
export async function callInSpiteOfLocal(name: string): Promise<unknown> {
  const failure = await callLocalActivity(name).catch(() => 'failed');
  return [failure, await callActivity(name)];
}

/** Has no side effect at all. */
export async function echo(value?: unknown): Promise<unknown> {
  await Promise.resolve();
  return value;
}

/** Sleeps on a durable timer, then returns. */
export async function sleepFor(ms: number): Promise<string> {
  await sleep(ms);
  return 'slept';
}

/** Fails with an ApplicationFailure of the given type, with a cause. */
export async function failWith(type: string, message: string): Promise<never> {
  await Promise.resolve();
  throw ApplicationFailure.create({
    type,
    message,
    nonRetryable: true,
    cause: new Error('the reason below'),
  });
}

function activityOf(activities: Activities, name: string): (...args: unknown[]) => Promise<unknown> {
  const activity = activities[name];
  if (activity === undefined) throw ApplicationFailure.nonRetryable(`no activity ${name}`);
  return activity;
}
