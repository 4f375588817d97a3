import colors from 'picocolors';

/** Says what is being done, and how long it took. */
export type Step = <T>(doing: string, work: () => Promise<T>, done: (result: T) => string) => Promise<T>;

const seconds = (ms: number): string => colors.dim(`(${(ms / 1000).toFixed(1)} s)`);

/** Prints a line before each step, so that nobody looks at a silent terminal, and one after it with its time. */
export function createStep(out: (line: string) => void): Step {
  return async (doing, work, done) => {
    const startedAt = Date.now();
    out(colors.dim(`… ${doing}`));
    const result = await work();
    out(`${colors.green('✓')} ${done(result)} ${seconds(Date.now() - startedAt)}`);
    return result;
  };
}
