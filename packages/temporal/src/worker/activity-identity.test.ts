import type { Info } from '@temporalio/activity';
import { defaultActivityInfo } from '@temporalio/testing';
import { activityIdentity } from './activity-identity';

describe('activityIdentity', () => {
  it("names the workflow's run and the attempt", () => {
    const info: Info = {
      ...defaultActivityInfo,
      workflowExecution: { workflowId: 'w', runId: 'r' },
      workflowType: 'Flow',
      activityId: '7',
      activityType: 'act',
      taskQueue: 'q',
      attempt: 3,
    };
    expect(activityIdentity(info)).toEqual({
      workflowId: 'w',
      runId: 'r',
      workflowType: 'Flow',
      taskQueue: 'q',
      activityId: '7',
      activityType: 'act',
      attempt: 3,
    });
  });

  it('lets an activity without a workflow stand for its own run', () => {
    const { workflowExecution: _none, workflowType: _noType, ...info } = defaultActivityInfo;
    const standalone: Info = { ...info, activityId: '7' };
    expect(activityIdentity(standalone)).toMatchObject({ workflowId: '7', runId: '7', workflowType: '' });
    const withRun: Info = Object.assign({}, standalone, { activityRunId: 'run-1' });
    expect(activityIdentity(withRun)).toMatchObject({ workflowId: '7', runId: 'run-1' });
  });
});
