import type { Context } from '@temporalio/activity';
import { WorkflowClient } from '@temporalio/client';
import type { Client, WorkflowClientInterceptor } from '@temporalio/client';

/** By which `WorkflowStreamClient` of `@temporalio/workflow-streams` publishes: the signal's name there. */
const PUBLISH_SIGNAL = '__temporal_workflow_stream_publish';

/**
 * What one attempt publishes to workflow streams, kept until there is a verdict on its result. To the activity each
 * batch counts as delivered, so that it ends.
 */
export class HeldStream {
  readonly #batches: (() => Promise<unknown>)[] = [];

  /** From now on the attempt's own client, which streams are published with, holds them. */
  constructor(context: Context) {
    let held: Client | undefined;
    const current = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(context), 'client');
    Object.defineProperty(context, 'client', {
      configurable: true,
      get: () => {
        const client = current?.get?.call(context) as Client | undefined;
        if (client === undefined) return undefined;
        held ??= this.#holding(client);
        return held;
      },
    });
  }

  /** Publish what was held, in its order. @throws what Temporal throws where the workflow cannot be reached. */
  async release(): Promise<void> {
    for (let batch = this.#batches.shift(); batch !== undefined; batch = this.#batches.shift()) await batch();
  }

  /** Forget what was held. @returns whether there was anything. */
  discard(): boolean {
    return this.#batches.splice(0).length > 0;
  }

  #holding(client: Client): Client {
    const interceptor: WorkflowClientInterceptor = {
      signal: (input, next) => {
        if (input.signalName !== PUBLISH_SIGNAL) return next(input);
        this.#batches.push(() => next(input));
        return Promise.resolve();
      },
    };
    const { options } = client.workflow;
    const workflow = new WorkflowClient({
      ...options,
      connection: client.connection,
      interceptors: withInterceptor(options.interceptors, interceptor),
    });
    return Object.create(client, { workflow: { value: workflow, enumerable: true } }) as Client;
  }
}

type Interceptors = Client['workflow']['options']['interceptors'];

function withInterceptor(present: Interceptors, ours: WorkflowClientInterceptor): Interceptors {
  if (Array.isArray(present)) return [...present, ours];
  // The older form, factories by the kind of call, which Temporal still honours.
  const factories: unknown = Reflect.get(present, 'calls');
  const list: unknown[] = Array.isArray(factories) ? factories : [];
  return Object.assign({}, present, { calls: [...list, () => ours] });
}
