type Close = () => Promise<unknown>;

/** Ends what was started, last started first, once. */
export interface Teardown {
  /** Remember how to end something. After {@link Teardown.run} has begun it is ended at once. */
  add(name: string, close: Close): void;
  /** End everything. Never rejects: `onProblem` hears what could not be ended in time. */
  run(): Promise<void>;
}

export interface TeardownOptions {
  /** Time for each step. @defaultValue `10_000` */
  readonly timeoutMs?: number;
  readonly onProblem: (message: string) => void;
}

export function createTeardown({ timeoutMs = 10_000, onProblem }: TeardownOptions): Teardown {
  const steps: { name: string; close: Close }[] = [];
  let running: Promise<void> | undefined;

  const end = async ({ name, close }: { name: string; close: Close }): Promise<void> => {
    let timer: NodeJS.Timeout | undefined;
    const deadline = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => {
        reject(new Error(`not done within ${timeoutMs} ms`));
      }, timeoutMs);
    });
    try {
      await Promise.race([close(), deadline]);
    } catch (error) {
      onProblem(`${name} did not end cleanly: ${error instanceof Error ? error.message : String(error)}`);
    } finally {
      clearTimeout(timer);
    }
  };

  const endAll = async (): Promise<void> => {
    for (let step = steps.pop(); step; step = steps.pop()) await end(step);
  };

  return {
    add: (name, close) => {
      steps.push({ name, close });
      if (running) running = running.then(endAll);
    },
    run: async () => {
      running ??= endAll();
      // A step that is added meanwhile prolongs the chain.
      for (let seen: Promise<void> | undefined; seen !== running;) {
        seen = running;
        await seen;
      }
    },
  };
}
