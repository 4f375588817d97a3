import { httpCapture, registerInstrumentations, WorkflowSpanProcessor } from '@openbox/spans';

const IDENTITY = {
  workflowId: 'bench',
  runId: 'run',
  workflowType: 'Bench',
  taskQueue: 'bench',
  activityId: '1',
  activityType: 'bench',
  attempt: 1,
};

/** Switches HTTP capture on; `run` runs a function as an activity and gives what it returned and the number of spans. */
export function startCapture() {
  const processor = new WorkflowSpanProcessor();
  const capture = registerInstrumentations(processor, [httpCapture()]);
  return {
    run: async (fn) => {
      const scope = processor.startActivity(IDENTITY);
      const result = await processor.runActivity(scope, fn);
      return { result, spans: scope.finish().length };
    },
    shutdown: () => capture.shutdown(),
  };
}
