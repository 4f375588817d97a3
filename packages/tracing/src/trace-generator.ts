import { context } from '@opentelemetry/api';
import type { CallRecord } from './call-record';

type Start = () => CallRecord | undefined;
type SyncGenerator = Generator<unknown, unknown, unknown>;
type AsynchronousGenerator = AsyncGenerator<unknown, unknown, unknown>;

/**
 * A generator that is recorded from its first step to its last. Making it runs nothing, so the verdict is asked for at
 * the first step; each step runs in the record's context.
 */
export function traceGenerator(generator: SyncGenerator, start: Start): SyncGenerator {
  const progress = new Progress();
  const step = (run: () => IteratorResult<unknown, unknown>): IteratorResult<unknown, unknown> => {
    if (progress.over) return run();
    if (!progress.started) {
      progress.begin(start());
      try {
        progress.record?.beforeSync();
      } catch (error) {
        progress.over = true;
        generator.return(undefined);
        throw error;
      }
    }
    try {
      return progress.stepped(progress.within(run));
    } catch (error) {
      throw progress.failed(error);
    }
  };
  const close = (run: () => IteratorResult<unknown, unknown>): IteratorResult<unknown, unknown> => {
    if (!progress.started) progress.over = true;
    return step(run);
  };
  return likeGenerator(generator, {
    next: (...args: [] | [unknown]) => step(() => generator.next(...args)),
    return: (value: unknown) => close(() => generator.return(value)),
    throw: (error: unknown) => close(() => generator.throw(error)),
  });
}

/** {@link traceGenerator} for asynchronous generators. */
export function traceAsyncGenerator(generator: AsynchronousGenerator, start: Start): AsynchronousGenerator {
  const progress = new Progress();
  let permitted: Promise<void> | undefined;
  const permit = async (): Promise<void> => {
    progress.begin(start());
    try {
      await progress.record?.before();
    } catch (error) {
      progress.over = true;
      await generator.return(undefined);
      throw error;
    }
  };
  const step = async (
    run: () => Promise<IteratorResult<unknown, unknown>>,
  ): Promise<IteratorResult<unknown, unknown>> => {
    if (progress.over) return run();
    await (permitted ??= permit());
    try {
      return progress.stepped(await progress.within(run));
    } catch (error) {
      throw progress.failed(error);
    }
  };
  const close = (
    run: () => Promise<IteratorResult<unknown, unknown>>,
  ): Promise<IteratorResult<unknown, unknown>> => {
    if (!progress.started) progress.over = true;
    return step(run);
  };
  return likeGenerator(generator, {
    next: (...args: [] | [unknown]) => step(() => generator.next(...args)),
    return: (value: unknown) => close(() => generator.return(value)),
    throw: (error: unknown) => close(() => generator.throw(error)),
  });
}

/** How far a generator has got. */
class Progress {
  record: CallRecord | undefined;
  started = false;
  over = false;

  begin(record: CallRecord | undefined): void {
    this.started = true;
    this.record = record;
  }

  within<T>(run: () => T): T {
    return this.record === undefined ? run() : context.with(this.record.context, run);
  }

  stepped(result: IteratorResult<unknown, unknown>): IteratorResult<unknown, unknown> {
    if (result.done === true && !this.over) {
      this.over = true;
      this.record?.end({ result: result.value });
    }
    return result;
  }

  failed(error: unknown): unknown {
    if (!this.over) {
      this.over = true;
      this.record?.end({ error });
    }
    return error;
  }
}

/** An object of the same kind, so that `instanceof`, iteration and disposal work as with the generator itself. */
function likeGenerator<G extends object>(
  generator: G,
  methods: Record<'next' | 'return' | 'throw', unknown>,
): G {
  const traced = Object.create(Object.getPrototypeOf(generator) as object) as G;
  for (const [key, value] of Object.entries(methods)) {
    Object.defineProperty(traced, key, { value, writable: true, configurable: true });
  }
  return traced;
}
