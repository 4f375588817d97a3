import type { ApprovalMark } from './approval-mark';
import { readApprovalHeader, withApprovalHeader, withWaitingHeader } from './approval-header';

const mark: ApprovalMark = {
  phase: 'input',
  digest: 'd',
  granted: [],
  requestedAtMs: 1,
  used: 2,
  attempt: 3,
};

describe('what a workflow says to an activity about waiting', () => {
  it('is nothing where the run does not wait', () => {
    expect(readApprovalHeader({})).toEqual({ runWaits: false, takesOver: false, carries: false });
  });

  it('is that the run takes the wait over', () => {
    expect(readApprovalHeader(withWaitingHeader({}))).toEqual({
      runWaits: true,
      takesOver: true,
      carries: false,
    });
  });

  it.each([
    [{}, { takesOver: false, carries: false }],
    [
      { takesOver: true, carries: true },
      { takesOver: true, carries: true },
    ],
  ])('is what was approved meanwhile, with %j', (again, said) => {
    const headers = withApprovalHeader({}, { ...mark, executedInput: ['secret'] }, again);
    expect(readApprovalHeader(headers)).toEqual({ runWaits: true, mark, ...said });
    expect(withWaitingHeader(headers)).toBe(headers);
  });

  it('is never a result', () => {
    const headers = withApprovalHeader({}, { ...mark, phase: 'output' });
    expect(readApprovalHeader(headers)).toEqual({ runWaits: true, takesOver: false, carries: false });
  });
});
