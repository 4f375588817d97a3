import { guardrails } from './harness/core-reply';
import { answer } from './harness/scripted-core';
import { useTemporal } from './harness/test-temporal';
import { useWorker } from './harness/use-worker';
import { callActivity, callLocalActivity } from './workflows';

const temporal = useTemporal();
const work = jest.fn((...args: unknown[]) => Promise.resolve(args));
const worker = useWorker(temporal, { activities: { work } });

const started = { event_type: 'ActivityStarted' } as const;

beforeEach(() => jest.clearAllMocks());

// covers: 21, 31, 32, 36, W1
test.each<[string, unknown[], unknown, unknown[]]>([
  ['a string', ['secret'], ['[X]'], ['[X]']],
  [
    'a plain object',
    [{ prompt: 'secret', user: 'u1' }],
    [{ prompt: '[X]', user: 'u1' }],
    [{ prompt: '[X]', user: 'u1' }],
  ],
  ['a bare object for the only argument', [{ prompt: 'secret' }], { prompt: '[X]' }, [{ prompt: '[X]' }]],
  ['a primitive for the only argument', ['secret'], '[X]', ['[X]']],
  ['an array', [['secret', 'open']], [['[X]', 'open']], [['[X]', 'open']]],
  ['a number', [4000], [0], [0]],
  ['nested data', [{ a: { b: ['secret'] } }], [{ a: { b: ['[X]'] } }], [{ a: { b: ['[X]'] } }]],
  ['one of several arguments', ['secret', 'open', 3], ['[X]', 'open', 3], ['[X]', 'open', 3]],
  ['a short list, which keeps the rest', ['secret', 'open'], ['[X]'], ['[X]', 'open']],
  ['a long list, whose rest is ignored', ['secret'], ['[X]', 'more'], ['[X]']],
  ['a wrapped list', ['secret'], { input: ['[X]'] }, ['[X]']],
  ['nothing', ['open'], null, ['open']],
])('the body receives %s', async (_name, args, redacted, expected) => {
  worker.core.script = answer(
    started,
    guardrails({ input_type: 'activity_input', redacted_input: redacted }),
  );

  const outcome = await worker.run.execute(callActivity, { args: ['work', args] });

  expect(work.mock.calls).toEqual([expected]);
  expect(outcome.value).toEqual(expected);
  const [completed] = worker.core.eventsLike({ event_type: 'ActivityCompleted' });
  expect(completed?.activity_input).toEqual(expected);
});

test('a local activity receives redacted input too', async () => {
  worker.core.script = answer(started, guardrails({ input_type: 'activity_input', redacted_input: ['[X]'] }));

  await worker.run.execute(callLocalActivity, { args: ['work', ['secret']] });

  expect(work.mock.calls).toEqual([['[X]']]);
});

// covers: 25
test('a result about the output, or about nothing, leaves the input alone', async () => {
  for (const input_type of ['activity_output', '']) {
    worker.core.script = answer(started, guardrails({ input_type, redacted_input: ['[X]'] }));
    await worker.run.execute(callActivity, { args: ['work', ['open']] });
  }

  expect(work.mock.calls).toEqual([['open'], ['open']]);
});

// covers: 39, T1
test('keys that would reach a prototype are left out', async () => {
  const body =
    '{"verdict":"allow","guardrails_result":{"input_type":"activity_input","validation_passed":true,"redacted_input":[{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},"name":"[X]"}]}}';
  worker.core.script = answer(started, {
    status: 200,
    headers: { 'content-type': 'application/json' },
    body,
  });

  await worker.run.execute(callActivity, { args: ['work', [{ name: 'secret' }]] });

  const received: unknown = work.mock.calls[0]?.[0];
  expect(received).toMatchObject({ name: '[X]' });
  expect(received).not.toHaveProperty('polluted');
  expect(Object.prototype).not.toHaveProperty('polluted');
});
