import { createRequire } from 'node:module';
import { context, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import type { SpanProcessor } from '@opentelemetry/sdk-trace-base';
import { CoreClient } from '@openbox/core-client';
import type { GovernanceEvent } from '@openbox/core-client/contract';
import { WorkflowSpanProcessor } from '@openbox/spans';
import { createActivityInterceptor, createGovernanceActivities, OpenBoxPlugin } from '@openbox/temporal';
import type { ActivityInterceptorsFactory, WorkerOptions, WorkerPlugin } from '@temporalio/worker';
import { bundleWorkflowCode, DefaultLogger, Worker } from '@temporalio/worker';
import type { ScriptedCore } from './harness/scripted-core';
import { useTemporal } from './harness/test-temporal';
import { runWorker } from './harness/with-worker';
import { uniqueName } from './harness/worker-run';
import { WORKFLOWS_PATH } from './harness/workflow-bundles';
import { callAllAtOnce } from './workflows';

const temporal = useTemporal();
const resolver = createRequire(__filename);
const THEIRS = resolver.resolve('./workflows/audit-interceptors.ts');
const OURS = resolver.resolve('@openbox/temporal/workflow-interceptors');

const exporter = new InMemorySpanExporter();
const seen: string[] = [];
/** Of the provider that is registered now: each test registers its own. */
const tracer = () => trace.getTracer('user');

/** Makes one span of its own, in the middle of which the other activity makes its own. */
const spanning = (name: string) => async (): Promise<string> =>
  tracer().startActiveSpan(`${name}-span`, async (span) => {
    await new Promise((resolve) => setTimeout(resolve, 20));
    span.end();
    return name;
  });
const activities = { left: spanning('left'), right: spanning('right') };

const usersInterceptor: ActivityInterceptorsFactory = ({ info }) => ({
  inbound: {
    execute: (input, next) =>
      tracer().startActiveSpan(`around-${info.activityType}`, async (span) => {
        seen.push(`run ${info.activityType}`);
        try {
          return await next(input);
        } finally {
          span.end();
        }
      }),
  },
});

/** What a composition is made of: the Worker, and the processors of the program's provider. */
interface Composed {
  readonly options: WorkerOptions;
  readonly processors: SpanProcessor[];
}

type Order = <T>(ours: T, theirs: T) => T[];
type Compose = (core: ScriptedCore, options: WorkerOptions) => Promise<Composed>;

const first: Order = (ours, theirs) => [ours, theirs];
const last: Order = (ours, theirs) => [theirs, ours];
const exporting = (): SpanProcessor => new SimpleSpanProcessor(exporter);

const usersPlugin: WorkerPlugin = {
  name: 'user.plugin',
  configureWorker: (options) => ({
    ...options,
    interceptors: {
      ...options.interceptors,
      activity: [...(options.interceptors?.activity ?? []), usersInterceptor],
    },
  }),
};

const byPlugin =
  (order: Order): Compose =>
  async (core, options) => {
    const ours = new OpenBoxPlugin({ openboxUrl: core.url, openboxApiKey: core.apiKey });
    return {
      options: { ...options, plugins: order<WorkerPlugin>(ours, usersPlugin) },
      processors: [exporting()],
    };
  };

const byHand =
  (order: Order, processors: (core: ScriptedCore) => [WorkflowSpanProcessor, SpanProcessor[]]): Compose =>
  async (core, options) => {
    const client = await CoreClient.connect({ url: core.url, apiKey: core.apiKey });
    const [spans, all] = processors(core);
    return {
      options: {
        ...options,
        activities: { ...activities, ...createGovernanceActivities(client) },
        interceptors: {
          activity: order(createActivityInterceptor({ core: client, spans }), usersInterceptor),
        },
      },
      processors: all,
    };
  };

/** Both processors in the provider. */
const beside =
  (order: Order) =>
  (core: ScriptedCore): [WorkflowSpanProcessor, SpanProcessor[]] => {
    const ours = new WorkflowSpanProcessor({ ignoredUrls: [core.url] });
    return [ours, order<SpanProcessor>(ours, exporting())];
  };

/** Ours in the provider, which hands on to the user's. */
const around = (core: ScriptedCore): [WorkflowSpanProcessor, SpanProcessor[]] => {
  const ours = new WorkflowSpanProcessor({ ignoredUrls: [core.url], forwardTo: exporting() });
  return [ours, [ours]];
};

const compositions: Record<string, { compose: Compose; modules: string[] }> = {
  'our plugin before the user’s': { compose: byPlugin(first), modules: [OURS, THEIRS] },
  'our plugin after the user’s': { compose: byPlugin(last), modules: [THEIRS, OURS] },
  'our parts before the user’s, our processor before its own': {
    compose: byHand(first, beside(first)),
    modules: [OURS, THEIRS],
  },
  'our parts before the user’s, our processor after its own': {
    compose: byHand(first, beside(last)),
    modules: [OURS, THEIRS],
  },
  'our parts after the user’s, our processor after its own': {
    compose: byHand(last, beside(last)),
    modules: [THEIRS, OURS],
  },
  'our parts after the user’s, our processor around its own': {
    compose: byHand(last, around),
    modules: [THEIRS, OURS],
  },
};

const bundles = new Map<string, { code: string }>();

beforeAll(async () => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager());
  for (const modules of [first(OURS, THEIRS), last(OURS, THEIRS)]) {
    const bundle = await bundleWorkflowCode({
      workflowsPath: WORKFLOWS_PATH,
      workflowInterceptorModules: modules,
      logger: new DefaultLogger('WARN'),
    });
    bundles.set(modules.join(), bundle);
  }
});
beforeEach(() => {
  exporter.reset();
  seen.splice(0);
});
afterEach(() => trace.disable());
afterAll(() => context.disable());

/** The governance activity is one to the user's interceptors as well. */
const isUsers = (name: string): boolean =>
  !name.startsWith('activity.') && !name.endsWith('send_governance_event');

function ownSpans(core: ScriptedCore, activityType: string): string[] {
  const completed = core.eventsLike({ event_type: 'ActivityCompleted', activity_type: activityType });
  const spans = completed.flatMap(({ spans: each }: GovernanceEvent) => (each ?? []) as { name: string }[]);
  return spans.map(({ name }) => name).filter((name) => !name.startsWith('around-'));
}

describe.each(Object.entries(compositions))('%s', (_composition, { compose, modules }) => {
  // covers: 163
  test.each(['before the worker', 'while it runs'])(
    'with a tracer provider that is registered %s: nothing is mixed, lost or done twice',
    async (registered) => {
      const core = await temporal.startCore();
      const bundle = bundles.get(modules.join());
      const { options, processors } = await compose(core, {
        connection: temporal.nativeConnection,
        namespace: temporal.namespace,
        taskQueue: uniqueName('queue'),
        shutdownGraceTime: 0,
        activities,
        ...(bundle !== undefined && { workflowBundle: bundle }),
        sinks: {
          audit: { record: { fn: (_info, text: string) => void seen.push(text), callDuringReplay: false } },
        },
      });
      const provider = new BasicTracerProvider({ spanProcessors: processors });
      const register = () => void trace.setGlobalTracerProvider(provider);
      if (registered === 'before the worker') register();
      await runWorker(temporal, await Worker.create(options), async (run) => {
        if (registered === 'while it runs') register();
        const outcome = await run.execute(callAllAtOnce, { args: ['left', 'right'] });
        expect(outcome.value).toEqual(['left', 'right']);
      });

      expect([...core.story].sort()).toEqual([
        'ActivityCompleted left',
        'ActivityCompleted right',
        'ActivityStarted left',
        'ActivityStarted right',
        'WorkflowCompleted',
        'WorkflowStarted',
      ]);
      expect(ownSpans(core, 'left')).toEqual(['activity.left', 'left-span']);
      expect(ownSpans(core, 'right')).toEqual(['activity.right', 'right-span']);
      const exported = exporter.getFinishedSpans().map(({ name }) => name);
      expect(exported.filter(isUsers).sort()).toEqual([
        'around-left',
        'around-right',
        'left-span',
        'right-span',
      ]);
      expect(seen.filter(isUsers).sort()).toEqual([
        'execute callAllAtOnce',
        'run left',
        'run right',
        'schedule left',
        'schedule right',
      ]);
    },
  );
});
