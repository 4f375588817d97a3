import type { CallOptions, GovernanceVerdict } from '@openbox/core-client/contract';
import { DefaultLogger } from '@temporalio/worker';
import type { LogEntry } from '@temporalio/worker';
import { createWorkflowEvents } from '../../common/workflow-events';
import { QueryObserver } from './query-observer';

const event = createWorkflowEvents({
  workflowId: 'w',
  runId: 'r',
  workflowType: 'agent',
  taskQueue: 'q',
}).queryReceived('state', []);

/** A Core that never answers, but hears of an abort. */
function silentCore() {
  const logs: LogEntry[] = [];
  const evaluate = jest.fn(
    (_event: unknown, options?: CallOptions) =>
      new Promise<GovernanceVerdict>((_resolve, reject) => {
        options?.signal?.addEventListener('abort', () => reject(new Error('aborted')));
      }),
  );
  const observer = new QueryObserver(
    { evaluate, pollApproval: () => Promise.resolve({ state: 'pending' }) },
    new DefaultLogger('WARN', (entry) => logs.push(entry)),
  );
  return { observer, evaluate, logs };
}

describe('QueryObserver', () => {
  it('keeps a bounded number of reports under way, and says once that some are left out', async () => {
    const { observer, evaluate, logs } = silentCore();
    for (let index = 0; index < 250; index += 1) observer.observe(event);
    expect(evaluate).toHaveBeenCalledTimes(100);
    expect(logs).toHaveLength(1);
    await observer.close();
  });

  it('lets go of what does not end, and reports nothing afterwards', async () => {
    const { observer, evaluate } = silentCore();
    observer.observe(event);
    await observer.close();
    expect(evaluate.mock.calls[0]?.[1]?.signal?.aborted).toBe(true);
    observer.observe(event);
    expect(evaluate).toHaveBeenCalledTimes(1);
  });
});
