// Runs the programs of one library against a test server, with HTTP capture and without, and prints what it found as JSON.
// Arguments: the library, the server's address, and whether the library is loaded `before` or `after` capture is on.
import { httpCapture, registerInstrumentations, WorkflowSpanProcessor } from '@openbox/spans';
import { LIBRARIES } from './library-programs.mjs';

const [library, url, when] = process.argv.slice(2);
const identity = {
  workflowId: 'wf-1',
  runId: 'run-1',
  workflowType: 'Agent',
  taskQueue: 'agents',
  activityId: '1',
  activityType: 'think',
  attempt: 1,
};

const processor = new WorkflowSpanProcessor();
const loadBefore = when === 'before' ? await LIBRARIES[library]() : undefined;
const without = loadBefore && (await runAll(loadBefore, (send) => send()));
const capture = registerInstrumentations(processor, [httpCapture()]);
const programs = loadBefore ?? (await LIBRARIES[library]());

const spans = {};
const withCapture = await runAll(programs, async (send, name) => {
  const scope = processor.startActivity(identity);
  const result = await processor.runActivity(scope, send);
  // Some libraries make spans of their own as well; those have no headers.
  spans[name] = scope.finish().filter((span) => span.request_headers !== undefined);
  return result;
});

const refused = await runAll(programs, async (send) => {
  const gate = {
    before: () => Promise.reject(new Error('refused by governance')),
    after: () => undefined,
  };
  const scope = processor.startActivity(identity, { gate });
  const error = await processor.runActivity(scope, () => send().catch((reason) => reason));
  scope.finish();
  return causesOf(error);
});
capture.shutdown();
const afterwards = await runAll(programs, (send) => send());
process.stdout.write(
  JSON.stringify({ without: without ?? afterwards, withCapture, afterwards, spans, refused }),
);

async function runAll(programs, run) {
  const results = {};
  for (const [name, program] of Object.entries(programs)) results[name] = await run(() => program(url), name);
  return results;
}

function causesOf(error) {
  const messages = [];
  for (let next = error; next instanceof Error; next = next.cause) messages.push(next.message);
  return Array.isArray(error) ? error : messages;
}
