import { refusalAsToolResult } from '../../common/agents/refusal-as-tool-result';

/**
 * The same tools, of which each gives the model the refusal of its activity as its result, instead of failing. A halt
 * still ends the run, and what waits for a human still waits.
 *
 * @param tools - a tool set of the AI SDK, such as what `TemporalMCPClient.tools()` returns.
 *
 * @example
 * ```ts
 * const tools = withRefusalsAsToolResults(await new TemporalMCPClient({ name: 'files' }).tools());
 * await generateText({ model: temporalProvider.languageModel('gpt-4o'), tools, prompt });
 * ```
 */
export function withRefusalsAsToolResults<T extends Readonly<Record<string, object>>>(tools: T): T {
  return Object.fromEntries(Object.entries(tools).map(([name, tool]) => [name, withRefusals(tool)])) as T;
}

function withRefusals(tool: object): object {
  const execute: unknown = Reflect.get(tool, 'execute');
  if (typeof execute !== 'function') return tool;
  const refusals = new Set<unknown>();
  const toResult = (error: unknown): string => {
    const text = refusalAsToolResult(error);
    refusals.add(text);
    return text;
  };
  const toModelOutput: unknown = Reflect.get(tool, 'toModelOutput');
  const copy = Object.create(Object.getPrototypeOf(tool) as object | null) as object;
  return Object.assign(copy, tool, {
    execute: (...args: unknown[]): unknown => settled(() => Reflect.apply(execute, tool, args), toResult),
    ...(typeof toModelOutput === 'function' && {
      // It is made for the tool's own results.
      toModelOutput: (...args: unknown[]): unknown => {
        const [options] = args;
        const output: unknown =
          typeof options === 'object' && options !== null ? Reflect.get(options, 'output') : options;
        if (refusals.has(output)) return { type: 'text', value: output };
        return Reflect.apply(toModelOutput, tool, args);
      },
    }),
  });
}

/** A tool may return its result, a promise of it, or a series of results of which the last one counts. */
function settled(execute: () => unknown, toResult: (error: unknown) => string): unknown {
  let result: unknown;
  try {
    result = execute();
  } catch (error) {
    return toResult(error);
  }
  if (isAsyncIterable(result)) return settledSeries(result, toResult);
  return isThenable(result) ? Promise.resolve(result).catch(toResult) : result;
}

async function* settledSeries(
  results: AsyncIterable<unknown>,
  toResult: (error: unknown) => string,
): AsyncGenerator {
  try {
    yield* results;
  } catch (error) {
    yield toResult(error);
  }
}

function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && typeof Reflect.get(value, 'then') === 'function';
}
