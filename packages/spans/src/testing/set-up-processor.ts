import type { Tracer } from '@opentelemetry/api';
import { InMemorySpanExporter, NodeTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node';
import type { WorkflowSpanProcessorOptions } from '../processor/options';
import { WorkflowSpanProcessor } from '../processor/workflow-span-processor';

/** A processor in a provider that is registered nowhere, with the exporter that it hands spans on to. For tests. */
export function setUpProcessor(options: WorkflowSpanProcessorOptions = {}): {
  processor: WorkflowSpanProcessor;
  exporter: InMemorySpanExporter;
  tracer: Tracer;
} {
  const exporter = new InMemorySpanExporter();
  const processor = new WorkflowSpanProcessor({ forwardTo: new SimpleSpanProcessor(exporter), ...options });
  const provider = new NodeTracerProvider({ spanProcessors: [processor] });
  return { processor, exporter, tracer: provider.getTracer('test') };
}
