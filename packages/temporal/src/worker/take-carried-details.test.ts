import type { Context } from '@temporalio/activity';
import { MockActivityEnvironment } from '@temporalio/testing';
import type { ActivityExecuteInput } from '@temporalio/worker';
import { withApprovalHeader } from '../common/approval-header';
import type { ApprovalMark } from '../common/approval-mark';
import { toCarried } from '../common/carried-details';
import { HeartbeatDetails } from './heartbeat-details';
import { takeCarriedDetails } from './take-carried-details';

const mark: ApprovalMark = { phase: 'input', digest: 'd', granted: [], requestedAtMs: 1 };
const carried = toCarried({ page: 3 });

function contextWith(heartbeatDetails?: unknown): Context {
  return new MockActivityEnvironment({ heartbeatDetails }).context;
}

function scheduled(carries: boolean, ...args: unknown[]): ActivityExecuteInput {
  return { args, headers: withApprovalHeader({}, mark, { carries }) };
}

describe('heartbeat details from before a wait', () => {
  it('are put where the body looks for them, and are no argument any more', () => {
    const context = contextWith();
    expect(takeCarriedDetails(HeartbeatDetails.of(context), scheduled(true, 'x', carried)).args).toEqual([
      'x',
    ]);
    expect(context.info.heartbeatDetails).toEqual({ page: 3 });
  });

  it('are older than what an attempt has left since', () => {
    const context = contextWith({ page: 4 });
    expect(takeCarriedDetails(HeartbeatDetails.of(context), scheduled(true, carried)).args).toEqual([]);
    expect(context.info.heartbeatDetails).toEqual({ page: 4 });
  });

  it.each([
    ['the header does not announce it', scheduled(false, carried)],
    ['there is no header', { args: [carried], headers: {} }],
    ['it is not the last one', scheduled(true, carried, 'x')],
  ])('are not found in an argument where %s', (_why, input) => {
    const context = contextWith();
    expect(takeCarriedDetails(HeartbeatDetails.of(context), input)).toBe(input);
    expect(context.info.heartbeatDetails).toBeUndefined();
  });
});
