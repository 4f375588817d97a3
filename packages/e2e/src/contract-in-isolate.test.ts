import { Worker } from '@temporalio/worker';
import { useTemporal } from './harness/test-temporal';
import { uniqueName } from './harness/worker-run';
import { contractInIsolate } from './workflows/contract-in-isolate';

const temporal = useTemporal();

it('lets Workflow code use the contract of core-client', async () => {
  const taskQueue = uniqueName('queue');
  const worker = await Worker.create({
    connection: temporal.nativeConnection,
    namespace: temporal.namespace,
    taskQueue,
    workflowsPath: require.resolve('./workflows/contract-in-isolate'),
  });
  const result = await worker.runUntil(
    temporal.client.workflow.execute(contractInIsolate, {
      taskQueue,
      workflowId: uniqueName('contract'),
      args: [new TextEncoder().encode('héllo')],
    }),
  );
  expect(result).toEqual({
    globals: ['undefined', 'undefined'],
    verdict: 'require_approval',
    highest: 'block',
    stops: true,
    message: 'Guardrails validation failed: output did not pass validation',
    redacted: ['CALL <PHONE_NUMBER>', 'Ann', 'call 555-867-5309', 'redacted'],
    output: 'x',
    json: { big: '1', when: '1970-01-01T00:00:00.000Z', map: { k: [1] }, bytes: 'héllo', self: '[circular]' },
    binary: 'AP8=',
    failure: 'halt',
    refused: 'GovernanceStop',
    isError: true,
  });
});
