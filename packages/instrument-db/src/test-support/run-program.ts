import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const PACKAGE_FOLDER = join(__dirname, '..', '..');
const TIMEOUT_MS = 25_000;

/** What a program finds under global names, so that it can be written like a user's. */
const PRELUDE = `
const { createRequire } = require('node:module');
const load = createRequire(${JSON.stringify(join(PACKAGE_FOLDER, 'package.json'))});
const { diag, DiagLogLevel } = load('@opentelemetry/api');
const said = [];
const say = (...words) => void said.push(words.join(' '));
diag.setLogger({ error: say, warn: say, info: say, debug: say, verbose: say }, DiagLogLevel.DEBUG);
const { WorkflowSpanProcessor, registerInstrumentations } = load('@openbox/spans');
const { databases, instrumentDatabase } = load('./dist/index.js');
const spans = new WorkflowSpanProcessor();
Object.assign(globalThis, {
  load,
  spans,
  said,
  enable: (libraries) => registerInstrumentations(spans, databases(libraries)),
  instrumentDatabase,
  inActivity: async (program) => {
    const identity = { workflowId: 'w', runId: 'r', workflowType: 'W', taskQueue: 'q', activityId: '1', activityType: 'a', attempt: 1 };
    const scope = spans.startActivity(identity);
    await spans.runActivity(scope, program);
    return scope.finish().slice(1).map(({ name }) => name);
  },
  report: (result) => void console.log(JSON.stringify(result)),
});
`;

/** Runs a program in a Node of its own, against this package as it is built, and gives back what it reported. */
export async function runProgram(
  source: string,
  { extension = 'cjs', env = {} }: { extension?: 'cjs' | 'mjs'; env?: Record<string, string> } = {},
): Promise<unknown> {
  // Within the package, so that `import` finds the drivers that are installed for it.
  const folder = await mkdtemp(join(PACKAGE_FOLDER, 'node_modules', '.openbox-program-'));
  try {
    const prelude = join(folder, 'prelude.cjs');
    const program = join(folder, `program.${extension}`);
    await writeFile(prelude, PRELUDE);
    await writeFile(program, source);
    const { stdout } = await promisify(execFile)(process.execPath, ['--require', prelude, program], {
      cwd: folder,
      env: { ...process.env, NODE_OPTIONS: '', ...env },
      timeout: TIMEOUT_MS,
    });
    return JSON.parse(stdout);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
