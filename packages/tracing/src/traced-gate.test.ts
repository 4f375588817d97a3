import { setImmediate as nextTurn } from 'node:timers/promises';
import { context, trace } from '@opentelemetry/api';
import { ActivityScope } from '@openbox/spans';
import { InMemoryGate } from '@openbox/spans/testing';
import { inActivity, outcomeOf } from './in-activity.test-support';
import { traced } from './traced';

afterEach(() => {
  trace.disable();
  context.disable();
});

describe('the gate', () => {
  // covers: 137
  it('is asked once before and told once after each call', async () => {
    const gate = new InMemoryGate();
    const add = traced((a: number, b: number) => a + b, { name: 'add', module: 'maths' });
    const [span] = await inActivity(() => add(1, 2), gate);
    expect(gate.started).toEqual([
      expect.objectContaining({
        type: 'function_call',
        name: 'add',
        spanId: span?.span_id,
        facts: {
          function: 'add',
          module: 'maths',
          args: [1, 2],
          argsDigest: expect.any(String) as string,
        },
      }),
    ]);
    expect(gate.completed).toEqual([
      expect.objectContaining({ spanId: span?.span_id, facts: expect.objectContaining({ result: 3 }) }),
    ]);
  });

  // covers: 137, W33
  it('is told of a failure, with its duration', async () => {
    const gate = new InMemoryGate();
    await inActivity(
      traced(async () => {
        throw new Error('broken');
      }),
      gate,
    );
    expect(gate.completed).toEqual([
      expect.objectContaining({ error: 'broken', durationNs: expect.any(Number) }),
    ]);
  });

  it.each([true, false])('refuses before the body runs (async: %p)', async (isAsync) => {
    const body = jest.fn();
    const refused = isAsync
      ? traced(async () => {
          body();
        })
      : traced(() => {
          body();
        });
    let scope: ActivityScope | undefined;
    const caught: unknown[] = [];
    await inActivity(
      async () => {
        scope = ActivityScope.current();
        caught.push(await outcomeOf(refused));
      },
      new InMemoryGate(() => ({ verdict: 'block', reason: 'not allowed' })),
    );
    expect(body).not.toHaveBeenCalled();
    expect(caught).toEqual([{ thrown: expect.objectContaining({ name: 'GovernanceRefusedError' }) }]);
    expect(scope?.stopVerdict).toMatchObject({ verdict: 'block', reason: 'not allowed' });
  });

  it('rejects, and does not throw, for a caller that can wait, also in a stopped attempt', async () => {
    const wait = traced(async () => 1);
    await inActivity(async () => {
      ActivityScope.current()?.stopWith({ verdict: 'halt' });
      const promise = wait();
      expect(promise).toBeInstanceOf(Promise);
      await expect(promise).rejects.toThrow('halt');
    });
  });

  it('is waited for without blocking by a function that says that it is async', async () => {
    const asyncGate = { before: () => nextTurn(), after: () => undefined };
    const call = (): Promise<string> => Promise.resolve('answer');
    const outcomes: unknown[] = [];
    await inActivity(async () => {
      outcomes.push(await outcomeOf(traced(call, { async: true })));
      outcomes.push(await outcomeOf(traced(traced(async () => 'nested'))));
    }, asyncGate);
    await inActivity(async () => {
      outcomes.push(await outcomeOf(traced(call)));
    }, asyncGate);
    expect(outcomes).toEqual([
      { returned: 'answer' },
      { returned: 'nested' },
      {
        thrown: expect.objectContaining({ message: expect.stringContaining('cannot wait for its verdict') }),
      },
    ]);
  });

  it('lets a call start in the same tick where it answers at once', async () => {
    const log: string[] = [];
    const step = traced(async () => {
      log.push('body');
    });
    await inActivity(
      async () => {
        const done = step();
        log.push('after the call');
        await done;
      },
      { before: () => undefined, after: () => undefined },
    );
    expect(log).toEqual(['body', 'after the call']);
  });
});
