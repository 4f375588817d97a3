import type { GovernedInstrumentation } from '../instrumentation/governed-instrumentation';
import { isReadableSpan, type ReadableSpanLike } from '../otel/span-like';
import type { WorkflowSpanProcessor } from '../processor/workflow-span-processor';
import type { HttpRecording } from './http-exchange';
import { isObject } from './is-object';
import { captureNodeHttp } from './node/capture-node-http';
import { resolveHttpCaptureOptions, type HttpCaptureOptions } from './options';
import { RecentIds } from './recent-ids';
import { UndiciCapture } from './undici/capture-undici';
import { loadsModulesPastNode } from './undici/dispatcher-prototypes';
import { undiciPrototypes } from './undici/known-prototypes';
import { watchUndiciChannels } from './undici/undici-channels';
import { watchUndiciLoading } from './undici/watch-loading';

/**
 * Sees the HTTP requests of activities: those of the global `fetch`, of undici, and of `node:http` and `node:https`, and
 * with them of the client libraries that sit on these.
 *
 * Each request asks the gate before a byte of it leaves and becomes a span with method, URL, status, headers and the
 * beginning of text bodies; every hop of a redirect is a request. Bodies are watched as they pass: nothing is read ahead or
 * held back, and a refused request fails as the library's requests fail, with `GovernanceRefusedError` as the error or as
 * its cause. Switched on twice for one processor, it is on once, with the first options. Requests that Core is asked with, and whatever is called in `suppressed`, stay unseen.
 *
 * @throws {@link OpenBoxConfigError} from `registerInstrumentations`, naming the option that is not valid
 */
export function httpCapture(options: HttpCaptureOptions = {}): GovernedInstrumentation {
  return { name: 'http', enable: (processor) => enableHttpCapture(processor, options) };
}

/** On the processor itself, so that it has one capture, however often it is switched on. */
const CAPTURE = Symbol('http-capture');

interface SharedCapture {
  uses: number;
  readonly end: () => void;
}

function enableHttpCapture(processor: WorkflowSpanProcessor, options: HttpCaptureOptions): () => void {
  const existing: unknown = Reflect.get(processor, CAPTURE);
  const shared = isSharedCapture(existing)
    ? existing
    : { uses: 0, end: startHttpCapture(processor, options) };
  shared.uses += 1;
  Object.defineProperty(processor, CAPTURE, { value: shared, configurable: true });
  let on = true;
  return () => {
    if (!on) return;
    on = false;
    shared.uses -= 1;
    if (shared.uses > 0) return;
    Reflect.deleteProperty(processor, CAPTURE);
    shared.end();
  };
}

function isSharedCapture(value: unknown): value is SharedCapture {
  return isObject(value) && 'uses' in value && 'end' in value;
}

function startHttpCapture(processor: WorkflowSpanProcessor, options: HttpCaptureOptions): () => void {
  const recording: HttpRecording = {
    processor,
    options: resolveHttpCaptureOptions(options, processor),
    ownSpanIds: new RecentIds(),
  };
  const duplicates = new WeakSet();
  const undici = new UndiciCapture(recording);
  const seeAll = (): void => {
    for (const prototype of undiciPrototypes()) undici.add(prototype);
  };
  seeAll();
  let hasWarned = false;
  const undo = [
    captureNodeHttp(recording, duplicates),
    () => {
      undici.end();
    },
    // Jest loads modules past Node, so there they are looked for again before each activity.
    loadsModulesPastNode() ? processor.followGlobalProvider(seeAll) : () => undefined,
    watchUndiciLoading(recording, (prototype) => {
      undici.add(prototype);
    }),
    watchUndiciChannels(undici, processor, () => {
      if (!hasWarned) warnOfUnseenUndici();
      hasWarned = true;
      seeAll();
    }),
    processor.excludeSpans((span) => duplicates.has(span) || isUndiciSpanOf(span, recording)),
  ];
  return () => {
    for (const step of undo.reverse()) step();
  };
}

/** A span that OpenTelemetry's own instrumentation makes of a request that is recorded here. */
function isUndiciSpanOf(span: ReadableSpanLike, { ownSpanIds }: HttpRecording): boolean {
  const madeBy = (span.instrumentationScope ?? span.instrumentationLibrary)?.name;
  if (madeBy !== '@opentelemetry/instrumentation-undici' || !isReadableSpan(span)) return false;
  const parentSpanId = span.parentSpanContext?.spanId ?? span.parentSpanId;
  return parentSpanId !== undefined && ownSpanIds.has(parentSpanId);
}

function warnOfUnseenUndici(): void {
  process.emitWarning(
    'A copy of undici sends requests that are neither governed nor recorded, because it was loaded in a way that cannot be seen. Keep undici out of the bundle (mark it as external), or load it before registerInstrumentations is called.',
    { type: 'OpenBoxWarning', code: 'OPENBOX_UNSEEN_UNDICI' },
  );
}
