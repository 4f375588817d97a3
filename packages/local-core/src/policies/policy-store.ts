import type { Verdict } from '@openbox/core-client/contract';
import type { Log } from '../log';
import { compilePolicies, type PolicySet } from './compile-policies';
import { policyPaths, type PoliciesOption } from './policies-option';
import type { PolicyEngine } from './policy-engine';
import { describeSet } from './describe-set';
import { PolicyLoadError } from './policy-load-error';
import { formatPolicyProblem, type PolicyProblem } from './policy-problem';
import { readPolicyTexts } from './read-policy-texts';
import { createRuleEngine } from './rule-engine';
import { watchPolicies } from './watch-policies';

/** Which policies are in force, and whether the files have moved on since. */
export interface PolicyStatus {
  readonly files: readonly string[];
  readonly defaultDecision: Verdict;
  readonly ruleCount: number;
  readonly guardrailCount: number;
  /** When the policies in force were read; RFC 3339, UTC. */
  readonly loadedAt: string;
  /** Grows by one with every load that succeeded. */
  readonly generation: number;
  /** Mistakes because of which the files as they are now are not in force; empty where they are. */
  readonly problems: readonly PolicyProblem[];
  readonly warnings: readonly PolicyProblem[];
}

/** The policies in force. */
export interface PolicyStore {
  readonly engine: PolicyEngine;
  readonly set: PolicySet;
  status(): PolicyStatus;
  /** Reads the files again. Policies with a mistake change nothing but {@link PolicyStatus.problems}. */
  reload(): Promise<PolicyStatus>;
  close(): Promise<void>;
}

export interface PolicyStoreOptions {
  readonly policies: PoliciesOption;
  readonly watch: boolean;
  /** Names and ids of the agents that there are. */
  readonly agents: ReadonlySet<string>;
  readonly log: Log;
  readonly now: () => Date;
}

interface InForce {
  readonly set: PolicySet;
  readonly engine: PolicyEngine;
  readonly loadedAt: string;
  readonly generation: number;
}

/**
 * Loads policies and follows their files.
 *
 * @throws {@link PolicyLoadError} where the first load finds a mistake
 */
export async function openPolicyStore({
  policies,
  agents,
  watch,
  log,
  now,
}: PolicyStoreOptions): Promise<PolicyStore> {
  const load = async (generation: number): Promise<InForce> => {
    const set = compilePolicies(await readPolicyTexts(policies), agents);
    const engine = createRuleEngine(set.rules, set.defaultDecision);
    return { set, engine, loadedAt: now().toISOString(), generation };
  };

  let inForce = await load(1);
  let problems: readonly PolicyProblem[] = [];
  for (const warning of inForce.set.warnings) log({ level: 'warn', message: formatPolicyProblem(warning) });

  const status = (): PolicyStatus => ({
    files: inForce.set.files,
    defaultDecision: inForce.set.defaultDecision,
    ruleCount: inForce.set.rules.length,
    guardrailCount: inForce.set.guardrails.length,
    loadedAt: inForce.loadedAt,
    generation: inForce.generation,
    problems,
    warnings: inForce.set.warnings,
  });

  const reload = async (): Promise<PolicyStatus> => {
    try {
      inForce = await load(inForce.generation + 1);
      problems = [];
      log({ level: 'info', message: `Policies reloaded: ${describeSet(status())}` });
      for (const warning of inForce.set.warnings)
        log({ level: 'warn', message: formatPolicyProblem(warning) });
    } catch (error) {
      if (!(error instanceof PolicyLoadError)) throw error;
      problems = error.problems;
      log({
        level: 'error',
        message: `${error.message}\nThe policies of ${inForce.loadedAt} stay in force.`,
      });
    }
    return status();
  };

  const paths = policyPaths(policies);
  const watcher = watch && paths !== undefined ? await watchPolicies(paths, reload, log) : undefined;
  return {
    get engine() {
      return inForce.engine;
    },
    get set() {
      return inForce.set;
    },
    status,
    reload,
    close: async () => {
      await watcher?.close();
    },
  };
}
