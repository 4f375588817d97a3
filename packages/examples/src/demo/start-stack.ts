import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import { Client } from '@temporalio/client';
import { createSupportDesk } from '../agent/support-desk';
import { connectToTemporal } from './connect-to-temporal';
import { DemoError } from './demo-error';
import type { DemoStack } from './demo-stack';
import type { Step } from './progress';
import { describeWhereToLook } from './describe-where-to-look';
import { startGoverningCore } from './start-governing-core';
import { startModel } from './start-model';
import { startWorker } from './start-worker';
import type { Teardown } from './teardown';
import { startTemporalServer } from './temporal-server';

const ROOT = resolve(__dirname, '../..');

export interface StackOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly ui: boolean;
  readonly verbose: boolean;
  readonly step: Step;
  readonly out: (line: string) => void;
  /** Learns how to end each part as soon as it runs. */
  readonly teardown: Teardown;
  /** Called with what happened, should the Temporal server or the worker end by itself. */
  readonly onEnded: (reason: Error) => void;
  readonly signal: AbortSignal;
}

/** Start Temporal, Core, the model and the worker, one after the other. */
export async function startStack(options: StackOptions): Promise<DemoStack> {
  const { env, ui, verbose, step, out, teardown, onEnded, signal } = options;

  const { temporal, connection } = await step(
    env.TEMPORAL_ADDRESS
      ? `connecting to Temporal at ${env.TEMPORAL_ADDRESS}`
      : 'starting a Temporal dev server',
    async () => {
      const temporal = await startTemporalServer({ env, ui });
      teardown.add('The Temporal server', () => temporal.close());
      void temporal.exited.then((how) => {
        onEnded(new DemoError(how));
      });
      const connection = await connectToTemporal(temporal);
      teardown.add('The connection to Temporal', () => connection.close());
      return { temporal, connection };
    },
    ({ temporal: { address, uiUrl } }) =>
      `Temporal server at ${address}${uiUrl ? `, its pages at ${uiUrl}` : ''}`,
  );
  signal.throwIfAborted();

  const core = await step(
    'starting OpenBox Core in this process',
    () => startGoverningCore(resolve(ROOT, 'policies')),
    ({ url }) => `OpenBox Core (local) at ${url}, policies from packages/examples/policies`,
  );
  teardown.add('Core', () => core.close());
  signal.throwIfAborted();

  const model = await step(
    'starting the language model',
    () => startModel(env),
    ({ description }) => description,
  );
  teardown.add('The language model', () => model.close());
  signal.throwIfAborted();

  const desk = createSupportDesk();
  const taskQueue = `support-agent-${randomBytes(4).toString('hex')}`;
  const worker = await step(
    'bundling the workflow and starting the governed worker',
    () =>
      startWorker({
        temporal,
        core,
        taskQueue,
        activities: {
          model: model.client,
          desk,
          mailbox: resolve(ROOT, 'messages'),
          customersFile: resolve(ROOT, 'customers/customers.json'),
        },
        log: out,
        verbose,
      }),
    () => `worker on task queue ${taskQueue}`,
  );
  teardown.add('The worker', () => worker.close());
  worker.ended.catch((error: unknown) => {
    onEnded(error instanceof Error ? error : new Error(String(error)));
  });
  signal.throwIfAborted();

  return {
    client: new Client({ connection, namespace: temporal.namespace }),
    taskQueue,
    core,
    simulated: model.simulated,
    whereToLook: (workflowId, runId) => describeWhereToLook(temporal, workflowId, runId),
    deeds: () => desk.entries(),
    modelTexts: () => model.texts(),
  };
}
