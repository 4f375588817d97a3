import type { ApprovalDecision } from '@openbox/core-client/contract';
import { decisionsOn } from './approval-decisions';

const digest = 'd';
const approved = (approvalId?: string): ApprovalDecision => ({
  state: 'approved',
  ...(approvalId !== undefined && { approvalId }),
});

/** A Core that answers by id, and whom it was asked about. */
function core(answers: Record<string, ApprovalDecision>) {
  const polls: string[] = [];
  const poll = (id: string): Promise<ApprovalDecision> => {
    polls.push(id);
    return Promise.resolve(answers[id] ?? { state: 'not_found' });
  };
  return { polls, poll };
}

describe('the decision on one action', () => {
  it.each([
    ['with the same id', 'a-1', approved('a-1')],
    ['without an id', 'a-1', approved()],
    ['with an id, where none was given before', undefined, approved('a-9')],
  ])('is the answer for the activity: %s', async (_name, approvalId, answer) => {
    const { poll, polls } = core({ act: answer });
    const asked = [{ digest, ...(approvalId !== undefined && { approvalId }) }];
    expect(await decisionsOn(asked, [], 'act', poll)).toEqual([answer]);
    expect(polls).toEqual(['act']);
  });

  it('is that of its own id where the activity has another that is newer', async () => {
    const { poll } = core({ act: approved('a-2'), 'a-1': { state: 'pending', approvalId: 'a-1' } });
    const [decision] = await decisionsOn([{ digest, approvalId: 'a-1' }], [], 'act', poll);
    expect(decision?.state).toBe('pending');
  });

  it('is never the one that another action was approved by', async () => {
    const { poll } = core({ act: approved('a-1') });
    const [decision] = await decisionsOn([{ digest, approvalId: 'a-2' }], ['a-1'], 'act', poll);
    expect(decision?.state).toBe('unavailable');
  });

  it('is the answer for the activity from a Core that names approvals in two ways', async () => {
    const { poll } = core({ act: approved('other-name') });
    expect(await decisionsOn([{ digest, approvalId: 'a-1' }], [], 'act', poll)).toEqual([
      approved('other-name'),
    ]);
  });
});

describe('the decisions on several actions', () => {
  const asked = ['a-1', 'a-2', 'a-3'].map((approvalId) => ({ digest: approvalId, approvalId }));

  it('are asked for one by one', async () => {
    const { poll } = core({
      act: approved('a-3'),
      'a-1': { state: 'rejected', approvalId: 'a-1' },
      'a-2': { state: 'pending', approvalId: 'a-2' },
    });
    const decisions = await decisionsOn(asked, [], 'act', poll);
    expect(decisions.map(({ state }) => state)).toEqual(['rejected', 'pending', 'approved']);
  });

  it('are known for the one that the answer names, from a Core that knows no single approvals', async () => {
    const { poll } = core({ act: approved('a-3') });
    const decisions = await decisionsOn(asked, [], 'act', poll);
    expect(decisions.map(({ state }) => state)).toEqual(['unavailable', 'unavailable', 'approved']);
  });

  it('are known for the first alone where nothing has an id', async () => {
    const { poll } = core({ act: approved() });
    const decisions = await decisionsOn([{ digest: '1' }, { digest: '2' }], [], 'act', poll);
    expect(decisions.map(({ state }) => state)).toEqual(['approved', 'unavailable']);
  });
});
