import { OpenBoxPlugin } from '@openbox/temporal';
import type { Connection } from '@temporalio/client';
import type { NativeConnection, WorkflowBundleWithSourceMap } from '@temporalio/worker';
import { bundleWorkflowCode, DefaultLogger, Worker } from '@temporalio/worker';
import { serviceHandler } from 'nexus-rpc';
import type { ScriptedCore } from '../harness/scripted-core';
import type { WorkerConfiguration } from './configurations';
import { office } from './office';

/** The server that histories are recorded on. */
export interface HistoryServer {
  readonly connection: Connection;
  readonly nativeConnection: NativeConnection;
  readonly namespace?: string | undefined;
}

/** The recorded Workflows, bundled with and without us. */
export interface HistoryBundles {
  readonly governed: WorkflowBundleWithSourceMap;
  readonly plain: WorkflowBundleWithSourceMap;
}

const activities = {
  work: (text = '') => Promise.resolve(`worked on ${text}`),
  publish: (text = '') => Promise.resolve(`published ${text}`),
};

const nexusServices = [serviceHandler(office, { stamp: (_context, form) => Promise.resolve(`stamped ${form}`) })];

export async function bundleRecordedWorkflows(): Promise<HistoryBundles> {
  const common = {
    workflowsPath: require.resolve('./recorded-workflows'),
    logger: new DefaultLogger('WARN'),
  };
  return {
    governed: await bundleWorkflowCode({ ...common, plugins: [new OpenBoxPlugin({})] }),
    plain: await bundleWorkflowCode(common),
  };
}

/** A Worker for the recorded Workflows, whose name in histories says nothing of the machine. */
export function createHistoryWorker(
  server: HistoryServer,
  bundles: HistoryBundles,
  core: ScriptedCore,
  taskQueue: string,
  configuration: WorkerConfiguration,
): Promise<Worker> {
  const common = {
    connection: server.nativeConnection,
    namespace: server.namespace ?? 'default',
    identity: 'recorder',
    taskQueue,
    activities,
    nexusServices,
    shutdownGraceTime: 0,
  };
  if (configuration === null) return Worker.create({ ...common, workflowBundle: bundles.plain });
  const { enableNonLocalActivities = true, ...options } = configuration;
  const plugin = new OpenBoxPlugin({
    openboxUrl: core.url,
    openboxApiKey: core.apiKey,
    hitlPollInterval: 30,
    ...options,
  });
  return Worker.create({
    ...common,
    workflowBundle: bundles.governed,
    plugins: [plugin],
    enableNonLocalActivities,
  });
}
