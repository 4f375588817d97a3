import { composeInterceptors } from '@temporalio/common/lib/interceptors';
import type { ActivateInput, ActivityInput } from '@temporalio/workflow';
import { GOVERNANCE_ACTIVITY } from '../common/governance-activity';
import { Standstill } from './standstill';

const ACTIVATOR = '__TEMPORAL_ACTIVATOR__';
const promiseToStack = new Map<unknown, unknown>();

beforeEach(() => {
  promiseToStack.clear();
  Reflect.set(globalThis, ACTIVATOR, { promiseStackStore: { promiseToStack } });
});
afterEach(() => {
  Reflect.deleteProperty(globalThis, ACTIVATOR);
});

type Jobs = NonNullable<ActivateInput['activation']['jobs']>;

function delivered(standstill: Standstill, jobs: Jobs): Jobs {
  let seen: Jobs = [];
  const activate = composeInterceptors([standstill.internals], 'activate', ({ activation }) => {
    seen = activation.jobs ?? [];
  });
  activate({ activation: { jobs }, batchIndex: 0 });
  return seen;
}

async function scheduled(standstill: Standstill, activityType: string, seq: number): Promise<void> {
  const input: ActivityInput = { activityType, args: [], headers: {}, seq, options: {} };
  const schedule = composeInterceptors([standstill.outbound], 'scheduleActivity', () => Promise.resolve());
  await schedule(input);
}

async function started(standstill: Standstill, seq: number): Promise<void> {
  const start = composeInterceptors([standstill.outbound], 'startTimer', () => Promise.resolve());
  await start({ durationMs: 1, seq });
}

const resolved = (seq: number) => ({ resolveActivity: { seq } });
const fired = (seq: number) => ({ fireTimer: { seq } });
const ofTheProgram: Jobs = [
  resolved(1),
  fired(1),
  { resolveChildWorkflowExecution: { seq: 1 } },
  { resolveSignalExternalWorkflow: { seq: 1 } },
];

describe('what a program left behind', () => {
  it('goes on until the program has ended', () => {
    const standstill = new Standstill(() => true);
    expect(delivered(standstill, ofTheProgram)).toEqual(ofTheProgram);
    standstill.begin();
    expect(delivered(standstill, ofTheProgram)).toEqual([]);
  });

  it('goes on in runs of earlier builds', () => {
    const standstill = new Standstill(() => false);
    standstill.begin();
    expect(delivered(standstill, ofTheProgram)).toEqual(ofTheProgram);
  });

  it('does not keep back what is ours, nor what arrives', async () => {
    const standstill = new Standstill(() => true);
    await scheduled(standstill, GOVERNANCE_ACTIVITY, 1);
    await scheduled(standstill, 'work', 2);
    await standstill.startingOwnTimers(() => started(standstill, 1));
    await started(standstill, 2);
    standstill.begin();
    const signal = { signalWorkflow: { signalName: 'note' } };
    const jobs = [resolved(1), resolved(2), fired(1), fired(2), signal, { cancelWorkflow: {} }];
    expect(delivered(standstill, jobs)).toEqual([resolved(1), fired(1), signal, { cancelWorkflow: {} }]);
  });

  it('fails unheard, also in the moment in which the program ends', async () => {
    const standstill = new Standstill(() => true);
    const unheard: unknown[] = [];
    const listen = (reason: unknown): void => void unheard.push(reason);
    process.on('unhandledRejection', listen);
    let reject: (reason: Error) => void = () => undefined;
    const failing = new Promise<never>((_resolve, rejecting) => {
      reject = rejecting;
    });
    promiseToStack.set(failing, undefined);
    delivered(standstill, []);
    promiseToStack.clear();
    reject(new Error('left behind'));
    standstill.begin();
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', listen);
    expect(unheard).toEqual([]);
  });
});
