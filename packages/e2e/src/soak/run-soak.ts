import { setTimeout as sleep } from 'node:timers/promises';
import { EnvironmentName, requireEnvironment } from '../harness/environment-names';
import { workflowTaskFailures } from '../harness/history';
import { outcomeOf } from '../harness/outcome';
import type { ScriptedCore } from '../harness/scripted-core';
import type { TestTemporal } from '../harness/test-temporal';
import { uniqueName } from '../harness/worker-run';
import { followPlan } from '../workflows';
import { expectedEnd } from './expected-end';
import { Ledger } from './ledger';
import type { Plan } from './plan';
import { Dice, makePlans } from './plan';
import { SoakCore } from './soak-core';
import { timedOutSteps } from './timed-out-steps';
import { WorkerFleet } from './worker-fleet';

/** How big a soak test is, and from which number everything in it follows. */
export interface SoakOptions {
  readonly workflows: number;
  readonly seed: number;
}

/** What a soak test found; every list has to be empty. */
export interface SoakReport {
  readonly figures: Readonly<Record<string, unknown>>;
  readonly withoutAllow: readonly string[];
  readonly doneTwice: readonly string[];
  readonly afterHalt: readonly string[];
  readonly otherEnds: readonly string[];
  readonly taskFailures: readonly string[];
  readonly workerFailures: readonly string[];
}

const WORKERS = 3;
const AT_ONCE = 40;
/** How long an activity goes on after its side effect, at most. */
const LONGEST_EFFECT_MS = 600;
/** Between two kills, in milliseconds. */
const KILL_EVERY_MS = [700, 2_500] as const;

/**
 * Runs many workflows at once on workers that are killed at random, under a Core that decides at random, and compares
 * what happened with what the decisions say.
 *
 * A side effect that happened twice is explained only by a kill of the process that had it first, or by an attempt that
 * took longer than Temporal gives it, as on a machine that is busy with starting workers: Temporal then has to try again.
 */
export async function runSoak(
  temporal: TestTemporal,
  core: ScriptedCore,
  { workflows, seed }: SoakOptions,
  tell: (text: string) => void,
): Promise<SoakReport> {
  const begunAt = Date.now();
  const plans = makePlans(new Dice(seed), workflows, uniqueName('soak'));
  const decisions = new SoakCore(core, plans, new Dice(seed + 1));
  const delays = new Dice(seed + 3);
  const ledger = await Ledger.start(() => delays.between(0, LONGEST_EFFECT_MS));
  const taskQueue = uniqueName('queue');
  const fleet = new WorkerFleet({
    ADDRESS: requireEnvironment(EnvironmentName.ADDRESS),
    CODE_PATH: requireEnvironment(EnvironmentName.GOVERNED_BUNDLE),
    TASK_QUEUE: taskQueue,
    LEDGER: ledger.url,
    OPENBOX_URL: core.url,
    OPENBOX_API_KEY: core.apiKey,
  });
  const done = new AbortController();
  try {
    await Promise.all(Array.from({ length: WORKERS }, () => fleet.start()));
    const killing = killAtRandom(fleet, new Dice(seed + 2), done.signal);
    const ends = await followAll(temporal, plans, taskQueue, tell);
    done.abort();
    await killing;
    const repeated = explainRepeats(ledger, fleet, new Set(ends.flatMap(({ timedOut }) => timedOut)));
    return {
      figures: {
        seed,
        workflows,
        seconds: Math.round((Date.now() - begunAt) / 1_000),
        kills: fleet.killedAtMs.size,
        events: core.events.length,
        polls: core.polls.length,
        rulings: decisions.rulings,
        effects: ledger.entries.length,
        repeatsAfterKills: repeated.afterKills,
        repeatsAfterTimeouts: repeated.afterTimeouts,
      },
      withoutAllow: ledger.entries
        .filter(({ action }) => !decisions.allowed.has(action))
        .map(({ action }) => action),
      doneTwice: repeated.unexplained,
      afterHalt: ledger.entries.filter((entry) => isAfterHalt(entry, decisions)).map(({ action }) => action),
      otherEnds: plans.flatMap((plan, index) => compare(plan, ends[index], ledger)),
      taskFailures: ends.flatMap((end) => end.taskFailures),
      workerFailures: fleet.failures,
    };
  } finally {
    done.abort();
    await fleet.close();
    await ledger.close();
  }
}

interface End {
  readonly status: string;
  readonly type: string | undefined;
  readonly taskFailures: readonly string[];
  /** Actions of which an attempt took too long. */
  readonly timedOut: readonly string[];
}

async function followAll(
  temporal: TestTemporal,
  plans: readonly Plan[],
  taskQueue: string,
  tell: (text: string) => void,
): Promise<End[]> {
  const ends: End[] = [];
  let next = 0;
  const follow = async (): Promise<void> => {
    for (let index = next++; index < plans.length; index = next++) {
      const plan = plans[index];
      if (plan === undefined) return;
      ends[index] = await followOne(temporal, plan, taskQueue);
      if (index % 50 === 49) tell(`${String(index + 1)} of ${String(plans.length)} workflows`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, follow));
  return ends;
}

async function followOne(temporal: TestTemporal, plan: Plan, taskQueue: string): Promise<End> {
  const { workflowId, steps } = plan;
  const { workflow } = temporal.client;
  const options = {
    workflowId,
    taskQueue,
    args: [workflowId, steps] as Parameters<typeof followPlan>,
    workflowTaskTimeout: '2s',
    workflowExecutionTimeout: '10m',
  } as const;
  const [first] = steps;
  const handle =
    first?.kind === 'signal'
      ? await workflow.signalWithStart(followPlan, { ...options, signal: 'note', signalArgs: [first.name] })
      : await workflow.start(followPlan, options);
  const { status, application } = await outcomeOf(handle);
  const history = await handle.fetchHistory();
  const taskFailures = workflowTaskFailures(history).map((text) => `${workflowId}: ${text}`);
  const timedOut = timedOutSteps(history, steps).map((step) => `${workflowId}/${step}`);
  return { status: status.toUpperCase(), type: application?.type ?? undefined, taskFailures, timedOut };
}

async function killAtRandom(fleet: WorkerFleet, dice: Dice, signal: AbortSignal): Promise<void> {
  for (;;) {
    await sleep(dice.between(...KILL_EVERY_MS), undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return;
    await fleet.replace(dice.between(0, WORKERS - 1));
  }
}

function explainRepeats(
  { entries }: Ledger,
  { killedAtMs }: WorkerFleet,
  timedOut: ReadonlySet<string>,
): { afterKills: number; afterTimeouts: number; unexplained: string[] } {
  const latest = new Map<string, { pid: number; atMs: number }>();
  const unexplained: string[] = [];
  let [afterKills, afterTimeouts] = [0, 0];
  for (const { action, pid, atMs } of entries) {
    const earlier = latest.get(action);
    latest.set(action, { pid, atMs });
    if (earlier === undefined) continue;
    const killed = killedAtMs.get(earlier.pid);
    if (killed !== undefined && killed >= earlier.atMs && killed <= atMs) afterKills += 1;
    else if (timedOut.has(action)) afterTimeouts += 1;
    else unexplained.push(action);
  }
  return { afterKills, afterTimeouts, unexplained };
}

function isAfterHalt({ action, atMs }: Ledger['entries'][number], { halted }: SoakCore): boolean {
  const haltedAt = halted.get(action.slice(0, action.lastIndexOf('/')));
  return haltedAt !== undefined && atMs > haltedAt;
}

function compare(plan: Plan, end: End | undefined, { entries }: Ledger): string[] {
  const expected = expectedEnd(plan);
  const had = [...new Set(entries.map(({ action }) => action))]
    .filter((action) => action.startsWith(`${plan.workflowId}/`))
    .map((action) => action.slice(plan.workflowId.length + 1));
  const same =
    end?.status === expected.status &&
    end.type === expected.type &&
    JSON.stringify(had) === JSON.stringify(expected.effects);
  return same ? [] : [JSON.stringify({ plan, expected, end, had })];
}
