import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { EnvironmentName, requireEnvironment } from './harness/environment-names';
import { eventually } from './harness/eventually';
import { outcomeOf } from './harness/outcome';
import type { ScriptedCore } from './harness/scripted-core';
import { useTemporal } from './harness/test-temporal';
import { uniqueName } from './harness/worker-run';
import { callActivity } from './workflows';

const temporal = useTemporal();
const children: ChildProcess[] = [];

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

interface WorkerProcess {
  readonly child: ChildProcess;
  readonly output: () => string;
}

function startProcess(core: ScriptedCore, taskQueue: string): WorkerProcess {
  const child = spawn(process.execPath, [join(__dirname, 'processes', 'governed-worker.cjs')], {
    env: {
      PATH: process.env.PATH,
      ADDRESS: requireEnvironment(EnvironmentName.ADDRESS),
      CODE_PATH: requireEnvironment(EnvironmentName.GOVERNED_BUNDLE),
      TASK_QUEUE: taskQueue,
      OPENBOX_URL: core.url,
      OPENBOX_API_KEY: core.apiKey,
    },
  });
  children.push(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return { child, output: () => output };
}

async function endOf(child: ChildProcess): Promise<unknown> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode ?? child.signalCode;
  const [code, signal] = (await once(child, 'exit')) as unknown[];
  return code ?? signal;
}

test.each(['SIGINT', 'SIGTERM'] as const)(
  'ends with exit code 0 at %s, also while Core is down',
  async (signal) => {
    const core = await temporal.startCore();
    const taskQueue = uniqueName('queue');
    const { child, output } = startProcess(core, taskQueue);
    await eventually(
      'the worker runs',
      () => output().includes('running') || child.exitCode !== null,
      30_000,
    );
    const handle = await temporal.client.workflow.start(callActivity, {
      args: ['work'],
      workflowId: uniqueName('run'),
      taskQueue,
    });
    expect((await outcomeOf(handle)).value).toBe('worked');

    await core.refuse();
    child.kill(signal);

    expect([await endOf(child), output()]).toEqual([0, expect.any(String)]);
    expect(output()).not.toContain(core.apiKey);
  },
);

test('a run whose worker was killed in the middle of a verdict goes on, with a verdict, on the next worker', async () => {
  const core = await temporal.startCore((event) =>
    event.event_type === 'WorkflowStarted' ? 'hang' : undefined,
  );
  const taskQueue = uniqueName('queue');
  const first = startProcess(core, taskQueue);
  await eventually(
    'the worker runs',
    () => first.output().includes('running') || first.child.exitCode !== null,
    30_000,
  );
  const handle = await temporal.client.workflow.start(callActivity, {
    args: ['work'],
    workflowId: uniqueName('run'),
    taskQueue,
    workflowTaskTimeout: '1s',
  });
  await eventually('Core is asked', () => core.events.length > 0);
  first.child.kill('SIGKILL');
  await endOf(first.child);

  core.script = () => undefined;
  const second = startProcess(core, taskQueue);
  expect((await outcomeOf(handle)).value).toBe('worked');
  expect(core.eventsLike({ event_type: 'WorkflowStarted' }).length).toBeGreaterThan(1);
  second.child.kill('SIGTERM');
  expect(await endOf(second.child)).toBe(0);
});
