import { OpenBoxConfigError } from '@openbox/core-client/contract';
import type { Evaluator } from '@openbox/core-client/contract';
import { httpCapture, ungovernedOperations } from '@openbox/spans';
import type { GovernedInstrumentation } from '@openbox/spans';
import type { Logger } from '@temporalio/common';
import { Runtime } from '@temporalio/worker';
import type {
  BundleOptions,
  BundlerPlugin,
  ReplayWorkerOptions,
  Worker,
  WorkerOptions,
  WorkerPlugin,
} from '@temporalio/worker';
import { GOVERNANCE_ACTIVITY } from '../common/governance-activity';
import { createActivityInterceptor } from './activity-interceptor';
import { addInterceptorModule } from './add-interceptor-module';
import { captureInstrumentations } from './capture-instrumentations';
import { resolveCaptureOptions } from './capture-options';
import type { ResolvedCaptureOptions } from './capture-options';
import { resolveCoreAddress } from './core-address';
import { connectCore } from './core-connection';
import { createGovernanceActivities } from './governance-activities';
import { resolveGovernanceConfig } from './governance-config';
import type { GovernanceConfig } from './governance-config';
import { GovernedWorker } from './governed-worker';
import type { OpenBoxOptions } from './openbox-options';
import { withPatchActivation } from './patch-activation';
import { RunTerminations } from './run-terminations';
import { createNexusInterceptor } from './nexus-interceptor';
import { createOwnDetailsInterceptor } from './own-details-interceptor';
import { UpdateGovernance } from './updates/update-governance';
import { claimWorker, givesWay } from './worker-claim';
import { assertGovernedBundle } from './workflow-bundle';

const SECOND_PLUGIN =
  'OpenBox: this worker is governed by another OpenBoxPlugin already; the options of this one, its key among them, are not used';
const NO_CACHE =
  "OpenBox: with maxCachedWorkflows: 0 Temporal's SDK may lose track of runs that use local activities, as governed runs " +
  'do, for as long as a workflow task may take: keep a cache';

/** Stands in where nobody is to be asked: the runs that were governed before go on. */
const UNGOVERNED: Evaluator = { evaluate: () => Promise.resolve({ verdict: 'allow' }) };

/**
 * For a history that ends within a workflow task, such as that of a halted run: Temporal runs this task for real, and
 * fails the replay where the activity is unknown. What it answers is discarded.
 */
const REPLAY_ACTIVITIES = { [GOVERNANCE_ACTIVITY]: () => Promise.resolve({}) };

/**
 * Governs the workers it is given to.
 *
 * It wires four things: the workflow interceptors into the bundle, the activity interceptor (last, so that it judges
 * what the body is run with; one more, the first, takes what is only for us off arguments and heartbeat details), the
 * governance activity, and the capture of spans. Interceptors, sinks, activities and plugins of your own are kept. One
 * instance serves any number of workers, bundles and replays, and acts once on each, also when it is given to the
 * connection and to the worker.
 *
 * @example
 * ```ts
 * const worker = await Worker.create({ taskQueue, workflowsPath, activities, plugins: [new OpenBoxPlugin()] });
 * ```
 */
export class OpenBoxPlugin implements WorkerPlugin, BundlerPlugin {
  /** As Temporal's server shows it. */
  readonly name = 'openbox.OpenBoxPlugin';
  readonly #options: OpenBoxOptions;
  readonly #config: GovernanceConfig;
  readonly #capture: ResolvedCaptureOptions;
  /** By the governance activity, which is all that Temporal's worker keeps of what it was configured with. */
  readonly #workers = new WeakMap<object, GovernedWorker>();

  /** @throws OpenBoxConfigError where an option cannot be used. */
  constructor(options: OpenBoxOptions = {}) {
    this.#options = { ...options };
    this.#config = resolveGovernanceConfig(options);
    this.#capture = resolveCaptureOptions(options);
    if (this.#capture.refuseUngoverned.length > 0 && (options.operationGovernance ?? false) === false) {
      throw new OpenBoxConfigError(
        'refuseUngoverned is about operations: set operationGovernance as well, or leave it out',
      );
    }
  }

  /** Called by Temporal when workflows are bundled. */
  configureBundler(options: BundleOptions): BundleOptions {
    const given = options.workflowInterceptorModules ?? [];
    const modules = addInterceptorModule(given);
    return modules === given ? options : { ...options, workflowInterceptorModules: [...modules] };
  }

  /**
   * Called by Temporal when a worker is created; validates the API key.
   *
   * @throws OpenBoxConfigError where URL or key is missing or unusable, the workflow bundle was built without us, or
   * another plugin governs the worker by another Core or key.
   * @throws OpenBoxAuthError, OpenBoxNetworkError where Core refuses the key or cannot be reached.
   */
  async configureWorker(options: WorkerOptions): Promise<WorkerOptions> {
    const { logger } = Runtime.instance();
    const { [GOVERNANCE_ACTIVITY]: present, ...activities }: Record<string, unknown> = {
      ...options.activities,
    };
    if (typeof present === 'function' && this.#workers.has(present)) return options;
    const off = this.#options.enforcement === 'off';
    const address = off ? undefined : resolveCoreAddress(this.#options);
    if (present !== undefined && !givesWay(present, address)) {
      logger.warn(SECOND_PLUGIN);
      return options;
    }
    const core = address && (await connectCore(address, this.#options, this.#config));
    if (off) {
      logger.info('OpenBox: enforcement is off, new runs are not governed');
    } else if (core === undefined) {
      logger.warn(
        'OpenBox: this worker is NOT governed, because neither openboxUrl nor openboxApiKey is set ' +
          '(OPENBOX_URL, OPENBOX_API_KEY)',
      );
    } else {
      if (options.workflowBundle !== undefined) await assertGovernedBundle(options.workflowBundle);
      if (options.maxCachedWorkflows === 0) logger.warn(NO_CACHE);
      logger.info('OpenBox SDK initialized successfully');
    }
    const governed = new GovernedWorker(core, core === undefined ? [] : this.#instrumentations(logger));
    const config: OpenBoxOptions =
      core === undefined ? { ...this.#options, enforcement: 'off' } : this.#options;
    const client = () => governed.client;
    const terminations = new RunTerminations();
    const takesActivities =
      options.enableNonLocalActivities !== false &&
      (Object.keys(activities).length > 0 || this.#isBeforeOthers(options));
    const updates =
      core &&
      new UpdateGovernance({
        core: core.evaluator,
        config: this.#config,
        governs: (workflowType) => this.#governs(workflowType),
        client,
        terminations,
        log: logger,
      });
    governed.updates = updates;
    const governance = createGovernanceActivities(
      core?.evaluator ?? UNGOVERNED,
      { config, client },
      {
        decorate: (evaluator) => updates?.verdicts.before(evaluator) ?? evaluator,
        terminations,
        takesActivities,
      },
    );
    claimWorker(governance[GOVERNANCE_ACTIVITY], address);
    this.#workers.set(governance[GOVERNANCE_ACTIVITY], governed);
    const interceptor =
      core === undefined
        ? []
        : [
            createActivityInterceptor(
              { core: core.evaluator, spans: governed.spans, config, client },
              terminations,
            ),
          ];
    const nexus =
      core === undefined
        ? []
        : [
            createNexusInterceptor(
              {
                core: core.evaluator,
                spans: governed.spans,
                taskQueue: options.taskQueue,
                logger,
                config,
                client,
              },
              terminations,
            ),
          ];
    return {
      ...options,
      activities: { ...activities, ...governance },
      // Our activity must not make a worker without activities poll for them.
      ...(!takesActivities && { enableNonLocalActivities: false }),
      interceptors: {
        ...options.interceptors,
        activity: [
          createOwnDetailsInterceptor(core !== undefined),
          ...(options.interceptors?.activity ?? []),
          ...interceptor,
        ],
        nexus: [...(options.interceptors?.nexus ?? []), ...nexus],
      },
      patchActivationCallback: withPatchActivation(
        (workflowType) => core !== undefined && this.#governs(workflowType),
        this.#config,
        options.patchActivationCallback,
      ),
    };
  }

  /** Called by Temporal when histories are replayed: nothing is sent, the workflow interceptors come with the bundle. */
  async configureReplayWorker(options: ReplayWorkerOptions): Promise<ReplayWorkerOptions> {
    if (options.workflowBundle !== undefined) await assertGovernedBundle(options.workflowBundle);
    const replaying: ReplayWorkerOptions & Pick<WorkerOptions, 'activities'> = {
      ...options,
      activities: REPLAY_ACTIVITIES,
    };
    return replaying;
  }

  /** Called by Temporal around a worker's run. */
  async runWorker(worker: Worker, next: (worker: Worker) => Promise<void>): Promise<void> {
    const governed = this.#governedWorker(worker);
    if (governed === undefined) return next(worker);
    await governed.whileRunning(worker, () => next(worker));
  }

  /** Whether plugins come after this one, which may bring activities: Temporal hands on what each has made. */
  #isBeforeOthers({ plugins = [] }: WorkerOptions): boolean {
    const later = plugins.slice(plugins.indexOf(this) + 1);
    return later.some((plugin) => plugin.name !== this.name && plugin.configureWorker !== undefined);
  }

  #instrumentations(logger: Logger): readonly GovernedInstrumentation[] {
    const { captureHttp, maxBodyBytes, maskHeaders, captureSensitiveHeaders, refuseUngoverned } =
      this.#capture;
    const { instrumentations: optional, missingPackages } = captureInstrumentations(this.#capture);
    if (missingPackages.length > 0) {
      logger.info(`OpenBox captures less than it could: npm install ${missingPackages.join(' ')}`);
    }
    const instrumentations =
      refuseUngoverned.length === 0 ? optional : [...optional, ungovernedOperations(refuseUngoverned)];
    if (!captureHttp) return instrumentations;
    const bodies = maxBodyBytes === undefined ? {} : { maxBodyBytes };
    return [httpCapture({ ...bodies, maskHeaders, captureSensitiveHeaders }), ...instrumentations];
  }

  #governs(workflowType: string): boolean {
    return (
      this.#config.enforcementOf(workflowType) !== 'off' && !this.#config.skipWorkflowTypes.has(workflowType)
    );
  }

  #governedWorker(worker: Worker): GovernedWorker | undefined {
    const activity: unknown = worker.options.activities.get(GOVERNANCE_ACTIVITY);
    return typeof activity === 'function' ? this.#workers.get(activity) : undefined;
  }
}
