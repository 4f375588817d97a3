import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import { Client, type Connection } from '@temporalio/client';
import { createShopRecords } from '../agent/shop-records';
import { createSupportDesk } from '../agent/support-desk';
import { connectToTemporal } from './connect-to-temporal';
import { DemoError } from './demo-error';
import type { DemoStack } from './demo-stack';
import type { Step } from './progress';
import { describeWhereToLook } from './describe-where-to-look';
import { type DemoDatabase, startDatabase } from './start-database';
import { startGoverningCore } from './start-governing-core';
import { startModel } from './start-model';
import { startWorker } from './start-worker';
import type { Teardown } from './teardown';
import { startTemporalServer, type TemporalServer } from './temporal-server';

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

interface ConnectedTemporal {
  readonly temporal: TemporalServer;
  readonly connection: Connection;
}

function startTemporal({ env, ui, step, teardown, onEnded }: StackOptions): Promise<ConnectedTemporal> {
  return step(
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
}

function startShopDatabase({ env, step, teardown, onEnded }: StackOptions): Promise<DemoDatabase> {
  return step(
    env.OPENBOX_DEMO_PG_URL
      ? 'filling the PostgreSQL database of OPENBOX_DEMO_PG_URL'
      : 'starting PostgreSQL',
    async () => {
      const database = await startDatabase(env);
      teardown.add('The database', () => database.close());
      void database.exited.then((how) => {
        onEnded(new DemoError(how));
      });
      return database;
    },
    ({ description }) => description,
  );
}

/** Start two parts side by side. Where one fails, the other is up before this rejects, so that it can be ended. */
async function startBoth<A, B>(
  first: () => Promise<A>,
  second: () => Promise<B>,
  signal: AbortSignal,
): Promise<[A, B]> {
  const both = [first(), second()] as const;
  await Promise.allSettled(both);
  signal.throwIfAborted();
  return Promise.all(both);
}

/** Start Temporal beside the database, then Core, the model and the worker, one after the other. */
export async function startStack(options: StackOptions): Promise<DemoStack> {
  const { env, verbose, step, out, teardown, onEnded, signal } = options;

  const [{ temporal, connection }, database] = await startBoth(
    () => startTemporal(options),
    () => startShopDatabase(options),
    signal,
  );

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
          records: createShopRecords(database.pool),
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
