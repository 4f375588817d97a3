export { WorkflowSpanProcessor, type StartActivityOptions } from './processor/workflow-span-processor';
export type { WorkflowSpanProcessorOptions } from './processor/options';
export { attachToTracerProvider } from './provider/attach-to-tracer-provider';
export { ensureContextManager } from './provider/ensure-context-manager';

export { ActivityScope, type ActivityScopeOptions } from './scope/activity-scope';
export type { ActivityIdentity } from './scope/activity-identity';
export type { SpanRecorder } from './scope/span-recorder';
export { withoutScope } from './scope/without-scope';
export { connectionOwner, withConnectionOwner } from './scope/connection-owner';
export { suppressed } from './otel/suppressed';

export type { OperationGate } from './gate/operation-gate';
export { noopGate } from './gate/noop-gate';
export type {
  CompletedOperation,
  DbQueryFacts,
  FileOperationFacts,
  FunctionCallFacts,
  HttpRequestFacts,
  Operation,
  OperationFamily,
  OperationType,
} from './gate/operation';
export {
  GovernedOperation,
  type OperationDescription,
  type OperationOutcome,
} from './gate/governed-operation';
export { valuesDigest } from './gate/values-digest';
export type { CanonicalTextOptions } from './gate/canonical-text';
export type { GovernedInstrumentation } from './instrumentation/governed-instrumentation';
export { registerInstrumentations, type Capture } from './instrumentation/register-instrumentations';
export {
  patchMethod,
  type Callable,
  type MethodPatch,
  type PatchMethodOptions,
  type PatchUsers,
} from './instrumentation/patch-method';

export { ungovernedOperations } from './ungoverned/ungoverned-operations';
export {
  UNGOVERNED_CHANNELS,
  type UngovernedChannel,
  type UngovernedOperation,
} from './ungoverned/ungoverned-operation';

export { httpCapture } from './http/http-capture';
export type { HttpCaptureOptions } from './http/options';

export type {
  AttributeValue,
  SpanBodyData,
  SpanData,
  SpanEventData,
  SpanFacts,
  SpanKindName,
  SpanStatusName,
} from './data/span-data';
export { toSpanData, type ToSpanDataOptions } from './data/to-span-data';
export { addSpecificationNames } from './data/attribute-aliases';
export { sqlOperation } from './data/sql-operation';
export { truncateText } from './data/truncate-text';
export type { CapturedBody } from './data/captured-body';
export { maskHeaders, MASKED_VALUE, type HeaderRecord, type MaskHeadersOptions } from './data/mask-headers';
export { WorkflowSpanBuffer, type WorkflowSpanBufferDetails } from './processor/workflow-span-buffer';
export type { ReadableSpanLike, SpanProcessorLike } from './otel/span-like';
export { describeError, type ErrorDescription } from './otel/describe-error';
export { neverThrow } from './otel/never-throw';
