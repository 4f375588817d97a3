import { WorkflowSpanProcessor, type ActivityScope, type OperationGate } from '@openbox/spans';
import { InMemoryGate, testIdentity } from '@openbox/spans/testing';
import { HeldGate } from '../test-support/held-gate';
import { ImmediateGate } from '../test-support/immediate-gate';
import { GovernedBatch } from './governed-batch';
import type { StatementFacts } from './statement-facts';

const setUp = (gate: OperationGate): ActivityScope =>
  new WorkflowSpanProcessor().startActivity(testIdentity(), { gate });

const commands = (count: number): StatementFacts[] =>
  Array.from({ length: count }, (_, index) => ({
    system: 'redis',
    operation: `C${index}`,
    statement: `C${index} key`,
  }));

const answerOf = (batch: GovernedBatch): Promise<unknown> =>
  new Promise((resolve) => {
    batch.admission.whenKnown(() => {
      resolve('allowed');
    }, resolve);
  });

describe('GovernedBatch', () => {
  it('asks for each statement in order, and knows at once what the gate knows at once', () => {
    const gate = new ImmediateGate();
    const batch = new GovernedBatch(setUp(gate), commands(5_000));
    expect(batch.admission.isAdmitted).toBe(true);
    batch.end({ each: [{}, { error: new Error('WRONGTYPE') }, { rowCount: 3 }] });
    batch.end({ error: new Error('too late') });
    expect(gate.completed).toHaveLength(5_000);
    expect(gate.completed.slice(0, 4)).toEqual([
      expect.objectContaining({ name: 'C0' }),
      expect.objectContaining({ name: 'C1', error: 'WRONGTYPE' }),
      expect.objectContaining({ facts: expect.objectContaining({ rowCount: 3 }) }),
      expect.not.objectContaining({ error: expect.anything() }),
    ]);
  });

  it('has only some questions under way, and is allowed when all are answered', async () => {
    const gate = new HeldGate();
    const batch = new GovernedBatch(setUp(gate), commands(40));
    expect(gate.asked).toHaveLength(32);
    for (let index = 0; index < 39; index += 1) {
      await gate.untilAsked(index + 1);
      gate.allow(index);
    }
    await gate.untilAsked(40);
    expect(batch.admission.isPending).toBe(true);
    gate.allow(39);
    expect(await answerOf(batch)).toBe('allowed');
  });

  it.each([InMemoryGate, ImmediateGate])(
    'is refused with one of them, and says of the others that they did not run',
    async (Gate) => {
      const gate = new Gate(({ name }) => (name === 'C1' ? { verdict: 'block', reason: 'no' } : undefined));
      const scope = setUp(gate);
      const batch = new GovernedBatch(scope, commands(3));
      expect(await answerOf(batch)).toMatchObject({ name: 'GovernanceRefusedError' });
      expect(batch.hasEnded).toBe(true);
      batch.end();
      expect(gate.completed).toEqual([
        expect.objectContaining({ name: 'C0', error: expect.stringContaining('no') }),
      ]);
      expect(scope.stopVerdict).toMatchObject({ verdict: 'block' });
    },
  );

  it('does not wait for the other answers once one is a refusal', async () => {
    const gate = new HeldGate();
    const batch = new GovernedBatch(setUp(gate), commands(2));
    gate.refuse(1);
    expect(await answerOf(batch)).toMatchObject({ name: 'GovernanceRefusedError' });
    expect(gate.asked).toEqual(['C0', 'C1']);
  });
});
