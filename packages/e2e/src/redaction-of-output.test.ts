import { guardrails } from './harness/core-reply';
import { answer } from './harness/scripted-core';
import { useTemporal } from './harness/test-temporal';
import { useWorker } from './harness/use-worker';
import { callActivity, callLocalActivity } from './workflows';

const temporal = useTemporal();
const work = jest.fn((): Promise<unknown> => Promise.resolve('secret'));
const worker = useWorker(temporal, { activities: { work } });

const completed = { event_type: 'ActivityCompleted' } as const;

class Account {
  readonly limits = { daily: 100 };
  constructor(readonly owner: string) {}
}

// covers: 44, 45
test.each<[string, unknown, unknown, unknown]>([
  ['a string', 'secret', '[X]', '[X]'],
  ['a plain object', { a: 'secret', b: 1 }, { a: '[X]', b: 1 }, { a: '[X]', b: 1 }],
  ['an array', ['secret', 2], ['[X]', 2], ['[X]', 2]],
  ['a number', 12, 0, 0],
  ['false', true, false, false],
  [
    'an object of a class, field by field',
    new Account('secret'),
    { owner: '[X]' },
    { owner: '[X]', limits: { daily: 100 } },
  ],
  ['a wrapped value', 'secret', { output: '[X]' }, '[X]'],
  ['nothing', 'open', null, 'open'],
])('the workflow receives %s', async (_name, result, redacted, expected) => {
  work.mockResolvedValueOnce(result);
  worker.core.script = answer(
    completed,
    guardrails({ input_type: 'activity_output', redacted_input: redacted }),
  );

  const outcome = await worker.run.execute(callActivity, { args: ['work'] });

  expect(outcome).toEqual({ status: 'completed', value: expected });
});

test('a local activity gives the redacted result too', async () => {
  worker.core.script = answer(
    completed,
    guardrails({ input_type: 'activity_output', redacted_input: '[X]' }),
  );

  const outcome = await worker.run.execute(callLocalActivity, { args: ['work'] });

  expect(outcome.value).toBe('[X]');
});

test('the object that the activity returned is not changed', async () => {
  const account = new Account('secret');
  work.mockResolvedValueOnce(account);
  worker.core.script = answer(
    completed,
    guardrails({ input_type: 'activity_output', redacted_input: { owner: '[X]' } }),
  );

  await worker.run.execute(callActivity, { args: ['work'] });

  expect(account).toEqual(new Account('secret'));
});

test('a result about the input leaves the output alone', async () => {
  worker.core.script = answer(
    completed,
    guardrails({ input_type: 'activity_input', redacted_input: ['[X]'] }),
  );

  const outcome = await worker.run.execute(callActivity, { args: ['work'] });

  expect(outcome.value).toBe('secret');
});
