// A Core in a process of its own, which answers while the Worker's process stands still. It refuses every operation on a
// path or function whose name holds "forbidden", has a human decide on "asked", and answers GET /events with all it got.
const { createServer } = require('node:http');
const { text } = require('node:stream/consumers');

const events = [];
const VERDICTS = { forbidden: 'block', fatal: 'halt', asked: 'require_approval', limited: 'constrain' };

function decide(event) {
  events.push(event);
  const [span] = event.hook_trigger === true ? event.spans : [];
  if (span?.stage !== 'started') return { verdict: 'allow' };
  const target = span.file_path ?? span.name;
  const [, verdict = 'allow'] = Object.entries(VERDICTS).find(([word]) => target.includes(word)) ?? [];
  return { verdict, reason: `by name: ${verdict}` };
}

async function answer(request) {
  const body = await text(request);
  switch (`${request.method} ${request.url}`) {
    case 'GET /events':
      return events;
    case 'GET /api/v1/auth/validate':
      return { valid: true, active: true, agent_id: 'agent-1' };
    case 'POST /api/v1/governance/evaluate':
      return decide(JSON.parse(body));
    case 'POST /api/v1/governance/approval':
      return { id: 'approval-1', action: 'allow' };
    default:
      throw new Error(`no such route: ${request.method} ${request.url}`);
  }
}

const server = createServer((request, response) => {
  answer(request).then(
    (body) => response.setHeader('content-type', 'application/json').end(JSON.stringify(body)),
    () => response.writeHead(404).end(),
  );
});
server.listen(0, '127.0.0.1', () => process.stdout.write(`${server.address().port}\n`));
// Ends with whoever started it.
process.stdin.on('end', () => process.exit()).resume();
