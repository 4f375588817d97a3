import type { createOpenBoxWorker } from '@openbox/temporal';
import { EnvironmentName, requireEnvironment } from './environment-names';
import type { ScriptedCore } from './scripted-core';
import type { TestTemporal } from './test-temporal';
import { uniqueName } from './worker-run';

type FactoryOptions = Parameters<typeof createOpenBoxWorker>[0];

/** Options of a test's Worker: every option of createOpenBoxWorker, and the Core that governs it. */
export interface GovernedWorkerOptions extends Partial<FactoryOptions> {
  readonly core?: ScriptedCore;
}

/** Options for createOpenBoxWorker: a queue of its own, and the run's bundle unless `options` say otherwise. */
export function toFactoryOptions(temporal: TestTemporal, options: GovernedWorkerOptions): FactoryOptions {
  const { core, ...given } = options;
  const bundled = given.workflowsPath === undefined && given.workflowBundle === undefined;
  return {
    connection: temporal.nativeConnection,
    namespace: temporal.namespace,
    taskQueue: uniqueName('queue'),
    shutdownGraceTime: 0,
    ...(core === undefined ? {} : { openboxUrl: core.url, openboxApiKey: core.apiKey }),
    ...(bundled ? { workflowBundle: { codePath: requireEnvironment(EnvironmentName.GOVERNED_BUNDLE) } } : {}),
    ...given,
  };
}
