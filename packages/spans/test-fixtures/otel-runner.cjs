// A program with a tracer provider and OpenTelemetry's own HTTP instrumentations, set up before capture. Sends one request by
// node:http and one by fetch in an activity, and prints as JSON what the activity and what the program's exporter has.
const {
  InMemorySpanExporter,
  NodeTracerProvider,
  SimpleSpanProcessor,
} = require('@opentelemetry/sdk-trace-node');
const { HttpInstrumentation } = require('@opentelemetry/instrumentation-http');
const { UndiciInstrumentation } = require('@opentelemetry/instrumentation-undici');

const exporter = new InMemorySpanExporter();
const provider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
provider.register();
for (const instrumentation of [new HttpInstrumentation(), new UndiciInstrumentation()]) {
  instrumentation.setTracerProvider(provider);
  instrumentation.enable();
}

const http = require('node:http');
const { trace } = require('@opentelemetry/api');
const { httpCapture, registerInstrumentations, WorkflowSpanProcessor } = require('@openbox/spans');

const url = process.argv[2];
const processor = new WorkflowSpanProcessor();
const capture = registerInstrumentations(processor, [httpCapture()]);
const identity = {
  workflowId: 'wf-1',
  runId: 'run-1',
  workflowType: 'Agent',
  taskQueue: 'agents',
  activityId: '1',
  activityType: 'think',
  attempt: 1,
};

async function main() {
  const scope = processor.startActivity(identity);
  await processor.runActivity(scope, () =>
    trace.getTracer('program').startActiveSpan('work', async (span) => {
      await new Promise((resolve, reject) => {
        http
          .request(`${url}/echo/http`, { method: 'POST' }, (response) => response.resume().on('end', resolve))
          .on('error', reject)
          .end('by http');
      });
      await (await fetch(`${url}/redirect?to=/echo/fetch`)).text();
      span.end();
    }),
  );
  const spans = scope.finish();
  capture.shutdown();
  await (await fetch(`${url}/echo/outside`)).text();
  await provider.forceFlush();
  const exported = exporter.getFinishedSpans().map((span) => ({
    name: span.name,
    scope: span.instrumentationScope.name,
    parent: span.parentSpanContext?.spanId,
    id: span.spanContext().spanId,
    attributes: span.attributes,
  }));
  process.stdout.write(JSON.stringify({ spans, exported }));
}

main();
