import type { SpanData } from '../data/span-data';
import type { OperationGate } from '../gate/operation-gate';
import { registerInstrumentations, type Capture } from '../instrumentation/register-instrumentations';
import type { WorkflowSpanProcessorOptions } from '../processor/options';
import { WorkflowSpanProcessor } from '../processor/workflow-span-processor';
import type { ActivityScope } from '../scope/activity-scope';
import { testIdentity } from '../testing/test-identity';
import { httpCapture } from './http-capture';
import type { HttpCaptureOptions } from './options';

/** Runs code as activities of one processor whose HTTP requests are captured. */
export class CapturedActivities {
  readonly processor: WorkflowSpanProcessor;
  readonly capture: Capture;

  constructor(options: HttpCaptureOptions = {}, processorOptions: WorkflowSpanProcessorOptions = {}) {
    this.processor = new WorkflowSpanProcessor(processorOptions);
    this.capture = registerInstrumentations(this.processor, [httpCapture(options)]);
  }

  /** Runs `body` as an activity; gives what it returned and the spans of its requests. */
  async run<T>(
    body: (scope: ActivityScope) => Promise<T>,
    gate?: OperationGate,
    activityId = '1',
  ): Promise<{ result: T; spans: SpanData[] }> {
    const scope = this.processor.startActivity(
      testIdentity({ activityId }),
      gate === undefined ? {} : { gate },
    );
    const result = await this.processor.runActivity(scope, () => body(scope));
    return { result, spans: scope.finish().filter(({ hook_type }) => hook_type === 'http_request') };
  }

  shutdown(): void {
    this.capture.shutdown();
  }
}
