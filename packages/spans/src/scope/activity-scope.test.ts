import { ROOT_CONTEXT } from '@opentelemetry/api';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { GovernanceRefusedError, type GovernanceVerdict } from '@openbox/core-client/contract';
import { noopGate } from '../gate/noop-gate';
import type { OperationGate } from '../gate/operation-gate';
import { suppressed } from '../otel/suppressed';
import { InMemoryGate } from '../testing/in-memory-gate';
import { testIdentity } from '../testing/test-identity';
import { testOperation } from '../testing/test-operation';
import type * as ActivityScopeModule from './activity-scope';
import { ActivityScope } from './activity-scope';
import { withoutScope } from './without-scope';

const block: GovernanceVerdict = { verdict: 'block', reason: 'no' };
const halt: GovernanceVerdict = { verdict: 'halt', reason: 'stop' };

function scopeWith(gate?: OperationGate, activityId = '1'): ActivityScope {
  return new ActivityScope({ identity: testIdentity({ activityId }), ...(gate && { gate }) });
}

function completed(): Parameters<OperationGate['after']>[0] {
  return { ...testOperation(), endTimeNs: 2, durationNs: 1 };
}

describe('the current scope', () => {
  it('is undefined outside of an activity', () => {
    expect(ActivityScope.current()).toBeUndefined();
  });

  it('follows asynchronous code, timers and callbacks', async () => {
    const scope = scopeWith();
    const seen = await scope.run(async () => {
      await nextTurn();
      const inTimer = await new Promise((resolve) => {
        setTimeout(() => {
          resolve(ActivityScope.current());
        }, 1);
      });
      return [ActivityScope.current(), inTimer];
    });
    expect(seen).toEqual([scope, scope]);
    expect(ActivityScope.current()).toBeUndefined();
  });

  // covers: 131
  it('never mixes 200 concurrent activities', async () => {
    const mixed: string[] = [];
    await Promise.all(
      Array.from({ length: 200 }, (_, index) => {
        const scope = scopeWith(undefined, String(index));
        return scope.run(async () => {
          for (let turn = 0; turn < 5; turn += 1) {
            await nextTurn();
            if (ActivityScope.current() !== scope) mixed.push(scope.identity.activityId);
          }
        });
      }),
    );
    expect(mixed).toEqual([]);
  });

  it('is the same for two copies of the package', () => {
    const scope = scopeWith();
    jest.isolateModules(() => {
      const copy = jest.requireActual<typeof ActivityScopeModule>('./activity-scope');
      expect(copy.ActivityScope).not.toBe(ActivityScope);
      expect(scope.run(() => copy.ActivityScope.current())).toBe(scope);
      const theirs = new copy.ActivityScope({ identity: testIdentity() });
      expect(theirs.run(() => ActivityScope.current())).toBe(theirs);
    });
  });

  it('is left by suppressed code, also asynchronously', async () => {
    const scope = scopeWith();
    const inside = await scope.run(() =>
      suppressed(async () => {
        await nextTurn();
        return ActivityScope.current();
      }),
    );
    expect(inside).toBeUndefined();
  });

  it.each([[undefined], [null], [0], ['text']])('hands on %p returned and thrown', (value) => {
    const scope = scopeWith();
    expect(scope.run(() => value)).toBe(value);
    let thrown: unknown = 'nothing';
    try {
      scope.run(() => {
        throw value;
      });
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBe(value);
  });
});

describe('isGated', () => {
  it('says whether somebody is asked before each operation', () => {
    const identity = testIdentity();
    expect(new ActivityScope({ identity }).isGated).toBe(false);
    expect(new ActivityScope({ identity, gate: noopGate }).isGated).toBe(false);
    expect(new ActivityScope({ identity, gate: new InMemoryGate() }).isGated).toBe(true);
  });
});

describe('stopWith', () => {
  it.each<[string, GovernanceVerdict[], GovernanceVerdict | undefined]>([
    ['nothing for allow and constrain', [{ verdict: 'allow' }, { verdict: 'constrain' }], undefined],
    ['the first of two blocks', [block, { verdict: 'block', reason: 'later' }], block],
    ['a halt after a block', [block, halt], halt],
    ['the halt before a block', [halt, block], halt],
    ['a block after an approval', [{ verdict: 'require_approval' }, block], block],
  ])('keeps %s', (_, verdicts, kept) => {
    const scope = scopeWith();
    for (const verdict of verdicts) scope.stopWith(verdict);
    expect(scope.stopVerdict).toBe(kept);
  });

  it('counts failed guardrails above an approval and below a block', () => {
    const failed: GovernanceVerdict = {
      verdict: 'allow',
      guardrails: { inputType: 'activity_input', validationPassed: false, reasons: [] },
    };
    const scope = scopeWith();
    scope.stopWith({ verdict: 'require_approval' });
    scope.stopWith(failed);
    expect(scope.stopVerdict).toBe(failed);
    scope.stopWith(block);
    expect(scope.stopVerdict).toBe(block);
  });

  it('is seen at the end, when the activity is over', () => {
    const scope = scopeWith();
    scope.stopWith(block);
    expect(scope.finish()).toEqual([]);
    expect(scope.stopVerdict).toBe(block);
    expect(scope.isOpen).toBe(false);
  });
});

describe('before', () => {
  // covers: 129
  it('answers at once without a gate', () => {
    expect(scopeWith().before(testOperation())).toBeUndefined();
  });

  it('waits for the gate and lets an allowed operation go on', async () => {
    const gate = new InMemoryGate();
    await scopeWith(gate).before(testOperation('POST'));
    expect(gate.started.map((operation) => operation.name)).toEqual(['POST']);
  });

  it('rejects with the refusal and keeps it, also where the caller swallows it', async () => {
    const scope = scopeWith(new InMemoryGate(() => block));
    await expect(scope.before(testOperation())).rejects.toBeInstanceOf(GovernanceRefusedError);
    expect(scope.stopVerdict).toBe(block);
  });

  // covers: 125
  it('throws at once, without asking again, after a stop', async () => {
    const gate = new InMemoryGate(() => block);
    const scope = scopeWith(gate);
    await expect(scope.before(testOperation())).rejects.toThrow('no');
    expect(() => scope.before(testOperation())).toThrow(GovernanceRefusedError);
    expect(() => {
      scope.beforeSync(testOperation());
    }).toThrow('no');
    expect(gate.started).toHaveLength(1);
  });

  it('refuses an operation that was waiting when the attempt was stopped', async () => {
    let allow = (): void => undefined;
    const waiting = new Promise<void>((resolve) => {
      allow = resolve;
    });
    const scope = scopeWith({ before: () => waiting, after: () => undefined });
    const answer = scope.before(testOperation());
    scope.stopWith(halt);
    allow();
    await expect(answer).rejects.toThrow('stop');
  });

  it('refuses with what a broken gate throws, and does not take it for a verdict', () => {
    const scope = scopeWith({
      before: () => {
        throw new Error('broken gate');
      },
      after: () => undefined,
    });
    expect(() => scope.before(testOperation())).toThrow('broken gate');
    expect(scope.stopVerdict).toBeUndefined();
  });

  it('does not let one activity see the stop of another', async () => {
    const gate = new InMemoryGate();
    const stopped = scopeWith(gate, '1');
    const other = scopeWith(gate, '2');
    stopped.stopWith(block);
    await expect(other.before(testOperation())).resolves.toBeUndefined();
  });
});

describe('beforeSync', () => {
  it('asks beforeSync of the gate', () => {
    const gate = new InMemoryGate(() => block);
    const scope = scopeWith(gate);
    expect(() => {
      scope.beforeSync(testOperation());
    }).toThrow(GovernanceRefusedError);
    expect(scope.stopVerdict).toBe(block);
  });

  it('lets an operation go on that before allows at once', () => {
    const scope = scopeWith({ before: () => undefined, after: () => undefined });
    expect(() => {
      scope.beforeSync(testOperation());
    }).not.toThrow();
  });

  it('stops the attempt where the gate can only answer later, and keeps a higher stop that comes then', async () => {
    const scope = scopeWith({
      before: async () => {
        await nextTurn();
        throw new GovernanceRefusedError(halt);
      },
      after: () => undefined,
    });
    expect(() => {
      scope.beforeSync(testOperation());
    }).toThrow('cannot wait for its verdict');
    expect(scope.stopVerdict).toMatchObject({ verdict: 'block' });
    while (scope.stopVerdict?.verdict !== 'halt') await nextTurn();
    expect(scope.stopVerdict).toBe(halt);
  });
});

describe('after', () => {
  it('tells the gate', () => {
    const gate = new InMemoryGate();
    scopeWith(gate).after(completed());
    expect(gate.completed).toHaveLength(1);
  });

  it('never throws', () => {
    const scope = scopeWith({
      before: () => undefined,
      after: () => {
        throw new Error('broken');
      },
    });
    expect(() => {
      scope.after(completed());
    }).not.toThrow();
  });
});

describe('startSpan', () => {
  it('never throws', () => {
    const scope = new ActivityScope({
      identity: testIdentity(),
      recorder: {
        droppedSpans: 0,
        startSpan: () => {
          throw new Error('broken provider');
        },
        contextWith: () => ROOT_CONTEXT,
        finish: () => [],
      },
    });
    const span = scope.startSpan('x');
    expect(span.isRecording()).toBe(false);
    span.end();
  });
});

describe('onFinish', () => {
  it('is called once, the last first, and not after it was taken back', () => {
    const scope = scopeWith();
    const log: string[] = [];
    scope.onFinish(() => log.push('first'));
    scope.onFinish(() => log.push('taken back'))();
    scope.onFinish(() => {
      throw new Error('broken');
    });
    scope.onFinish(() => log.push(scope.isOpen ? 'last, still open' : 'too late'));
    scope.finish();
    scope.finish();
    expect(log).toEqual(['last, still open', 'first']);
  });

  it('is called at once in a finished attempt', () => {
    const scope = scopeWith();
    scope.finish();
    const end = jest.fn();
    scope.onFinish(end);
    expect(end).toHaveBeenCalledTimes(1);
  });
});

describe('withoutScope', () => {
  it('leaves the scope, for asynchronous code as well', async () => {
    const scope = scopeWith();
    const seen = await scope.run(() =>
      withoutScope(async () => {
        await nextTurn();
        return ActivityScope.current();
      }),
    );
    expect(seen).toBeUndefined();
  });
});
