import { ApplicationFailure } from '@temporalio/common';
import { withRefusalsAsToolResults } from './ai-sdk-tools';

const refusal = ApplicationFailure.nonRetryable('no', 'GovernanceStop', {
  verdict: 'block',
  reason: 'files stay',
});
const halt = ApplicationFailure.nonRetryable('no', 'GovernanceStop', { verdict: 'halt', reason: 'enough' });
const REFUSED = expect.stringContaining('files stay') as string;

test('a refused tool returns the reason', async () => {
  const tools = withRefusalsAsToolResults({ remove: { execute: () => Promise.reject<string>(refusal) } });
  await expect(tools.remove.execute()).resolves.toEqual(REFUSED);
});

test('a halt and errors of the tool itself stay what they are', async () => {
  const own = new TypeError('own');
  const tools = withRefusalsAsToolResults({
    halted: { execute: () => Promise.reject<string>(halt) },
    broken: { execute: () => Promise.reject<string>(own) },
  });
  await expect(tools.halted.execute()).rejects.toBe(halt);
  await expect(tools.broken.execute()).rejects.toBe(own);
});

test('a tool that is allowed gets its arguments and returns its result', async () => {
  const execute = jest.fn((a: number, b: number) => Promise.resolve(a + b));
  const symbol = Symbol('kept');
  const original = { description: 'adds', execute, [symbol]: 1 };
  const tools = withRefusalsAsToolResults({ add: original, client: { description: 'runs elsewhere' } });
  await expect(tools.add.execute(1, 2)).resolves.toBe(3);
  expect(tools.add).toMatchObject({ description: 'adds', [symbol]: 1 });
  expect(tools.client).toEqual({ description: 'runs elsewhere' });
  expect(original.execute).toBe(execute);
});

test('a series of results ends with the reason', async () => {
  const tools = withRefusalsAsToolResults({
    series: {
      async *execute() {
        yield 'half';
        await Promise.reject(refusal);
      },
    },
  });
  const seen: unknown[] = [];
  for await (const part of tools.series.execute()) seen.push(part);
  expect(seen).toEqual(['half', REFUSED]);
});

test('a tool that throws at once returns the reason', () => {
  const execute = (): string => {
    throw refusal;
  };
  expect(withRefusalsAsToolResults({ now: { execute } }).now.execute()).toEqual(REFUSED);
});

test('what shapes the results of a tool does not see the reason', async () => {
  const toModelOutput = jest.fn(({ output }: { output: unknown }) => ({ type: 'json', value: output }));
  let refused = true;
  const execute = (): Promise<unknown> => (refused ? Promise.reject(refusal) : Promise.resolve({ ok: 1 }));
  const { tool } = withRefusalsAsToolResults({ tool: { execute, toModelOutput } });
  expect(tool.toModelOutput({ output: await tool.execute() })).toEqual({ type: 'text', value: REFUSED });
  expect(toModelOutput).not.toHaveBeenCalled();
  refused = false;
  expect(tool.toModelOutput({ output: await tool.execute() })).toEqual({ type: 'json', value: { ok: 1 } });
});
