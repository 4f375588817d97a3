import { WorkflowFailedError } from '@temporalio/client';
import { ActivityFailure, ApplicationFailure, RetryState, TerminatedFailure } from '@temporalio/common';
import { describeFailure } from './describe-run';

describe('describeFailure', () => {
  it('names the type of the failure below the activity', () => {
    const stop = ApplicationFailure.nonRetryable('Governance blocked: no', 'GovernanceStop');
    const activity = new ActivityFailure(
      'Activity task failed',
      'exportCustomers',
      '1',
      RetryState.NON_RETRYABLE_FAILURE,
      'worker',
      stop,
    );
    const error = new WorkflowFailedError('failed', activity, RetryState.NON_RETRYABLE_FAILURE);
    expect(describeFailure(error)).toEqual({
      failureType: 'GovernanceStop',
      detail: 'Governance blocked: no',
    });
  });

  it('knows a halted run by the reason of its termination', () => {
    const terminated = new TerminatedFailure('OpenBox governance halt: threat');
    const error = new WorkflowFailedError('failed', terminated, RetryState.IN_PROGRESS);
    expect(describeFailure(error)).toEqual({
      failureType: 'GovernanceStop',
      detail: 'OpenBox governance halt: threat',
    });
  });

  it('names the type of a failure of the agent itself', () => {
    const failure = ApplicationFailure.nonRetryable('no amount', 'ModelError');
    const error = new WorkflowFailedError('failed', failure, RetryState.NON_RETRYABLE_FAILURE);
    expect(describeFailure(error)).toEqual({ failureType: 'ModelError', detail: 'no amount' });
  });

  it('gives the reason of any other termination', () => {
    const error = new WorkflowFailedError(
      'failed',
      new TerminatedFailure('cleaning up'),
      RetryState.IN_PROGRESS,
    );
    expect(describeFailure(error)).toEqual({ detail: 'cleaning up' });
  });

  it('describes whatever was thrown', () => {
    expect(describeFailure('odd')).toEqual({ detail: 'odd' });
  });
});
