import { createOpenBoxWorker } from '@openbox/temporal';
import { DefaultLogger, makeTelemetryFilterString, NativeConnection, Runtime } from '@temporalio/worker';
import { createSupportActivities, type SupportActivityOptions } from '../agent/support-activities';
import { DemoError } from './demo-error';
import type { GoverningCore } from './governing-core';
import type { TemporalServer } from './temporal-server';

export interface DemoWorker {
  /** Settles when the worker ends: rejects where it failed. */
  readonly ended: Promise<void>;
  close(): Promise<void>;
}

export interface DemoWorkerOptions {
  readonly temporal: TemporalServer;
  readonly core: GoverningCore;
  readonly taskQueue: string;
  readonly activities: SupportActivityOptions;
  /** Receives the worker's log lines. */
  readonly log: (line: string) => void;
  /** Also log what is no problem. */
  readonly verbose: boolean;
}

function installRuntime({ log, verbose }: Pick<DemoWorkerOptions, 'log' | 'verbose'>): void {
  // Refusals are what the demo is about: as warnings of the worker they would be told twice.
  const logger = new DefaultLogger(verbose ? 'INFO' : 'ERROR', ({ level, message, meta }) => {
    log(`${level} ${message}${meta?.error ? ` ${String(meta.error)}` : ''}`);
  });
  // Ctrl-C ends the whole demo in its own order; the runtime must not stop the worker by itself.
  const filter = makeTelemetryFilterString({ core: verbose ? 'WARN' : 'ERROR' });
  Runtime.install({ logger, telemetryOptions: { logging: { filter, forward: {} } }, shutdownSignals: [] });
}

/** The worker of a governed agent: what a program of one's own needs, and nothing more. */
export async function startWorker(options: DemoWorkerOptions): Promise<DemoWorker> {
  const { temporal, core, taskQueue, activities } = options;
  installRuntime(options);
  const connection = await NativeConnection.connect({ address: temporal.address }).catch((error: unknown) => {
    throw new DemoError(`No Temporal server answers at ${temporal.address}: ${String(error)}`);
  });
  try {
    const worker = await createOpenBoxWorker({
      connection,
      namespace: temporal.namespace,
      taskQueue,
      workflowsPath: require.resolve('../agent/support-workflows'),
      activities: createSupportActivities(activities),
      openboxUrl: core.url,
      openboxApiKey: core.apiKey,
      governancePolicy: 'fail_closed',
      sendStartEvent: true,
      sendActivityStartEvent: true,
      hitlEnabled: true,
      hitlPollInterval: '1s',
      instrumentFileIo: true,
      shutdownGraceTime: '2s',
    });
    const ended = worker.run().finally(() => connection.close());
    return {
      ended,
      close: async () => {
        if (worker.getState() === 'RUNNING') worker.shutdown();
        await ended;
      },
    };
  } catch (error) {
    await connection.close();
    throw error;
  }
}
