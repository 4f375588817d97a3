import { setImmediate as nextTurn } from 'node:timers/promises';
import { WorkflowSpanProcessor } from '@openbox/spans';
import { testIdentity } from '@openbox/spans/testing';
import { HeldGate } from '../test-support/held-gate';
import { GovernedStatement } from './governed-statement';
import { ReleaseQueue } from './release-queue';

describe('ReleaseQueue', () => {
  function setUp(): { queue: ReleaseQueue; gate: HeldGate; log: string[]; enter: (name: string) => void } {
    const queue = ReleaseQueue.of({});
    const gate = new HeldGate();
    const scope = new WorkflowSpanProcessor().startActivity(testIdentity(), { gate });
    const log: string[] = [];
    const enter = (name: string): void => {
      const { admission } = new GovernedStatement(scope, { system: 'redis', operation: name });
      queue.enter(
        admission,
        () => {
          log.push(name);
          if (name === 'throws') throw new Error('a callback of the program');
        },
        () => log.push(`not ${name}`),
      );
    };
    return { queue, gate, log, enter };
  }

  it('is one for each connection', () => {
    const connection = {};
    expect(ReleaseQueue.of(connection)).toBe(ReleaseQueue.of(connection));
    expect(ReleaseQueue.of(connection)).not.toBe(ReleaseQueue.of({}));
    expect(Object.keys(connection)).toEqual([]);
  });

  it('lets through at once what waits for nothing', () => {
    const { queue, log } = setUp();
    queue.enter(
      undefined,
      () => log.push('now'),
      () => log.push('never'),
    );
    expect(log).toEqual(['now']);
  });

  it('releases in the order of entering, refusals and what is not governed among them', async () => {
    const { queue, gate, log, enter } = setUp();
    ['a', 'b', 'c'].forEach(enter);
    queue.enter(
      undefined,
      () => log.push('ungoverned'),
      () => log.push('never'),
    );
    gate.allow(2);
    gate.allow(0);
    await nextTurn();
    expect(log).toEqual(['a']);
    gate.refuse(1);
    await nextTurn();
    expect(log).toEqual(['a', 'not b', 'c', 'ungoverned']);
    expect(queue.isEmpty).toBe(true);
  });

  it('goes on behind one that throws', async () => {
    const { queue, log } = setUp();
    const push = (name: string) => (): void => {
      log.push(name);
      if (name === 'first') queue.enter(undefined, push('second'), push('never'));
      if (name === 'first') throw new Error('a callback of the program');
    };
    expect(() => queue.enter(undefined, push('first'), push('never'))).toThrow('a callback');
    await nextTurn();
    expect(log).toEqual(['first', 'second']);
  });
});
