import { getExternalWorkflowHandle, proxyActivities, setHandler, sleep } from '@temporalio/workflow';
import { callActivity, callLocalActivity } from './basic';
import { note } from './signals';

/** Returns a list that its signals still add to while the end is judged. */
export async function returnWhatGrows(): Promise<string[]> {
  const kept: string[] = [];
  setHandler(note, (text) => void kept.push(text));
  await Promise.resolve();
  return kept;
}

/** Is content with whatever becomes of its only step. */
export async function shrugOff(kind: 'activity' | 'localActivity'): Promise<string> {
  const call = kind === 'activity' ? callActivity : callLocalActivity;
  return call('work', [], { startToCloseTimeout: '4s' }).then(String, () => 'fine');
}

/** Ends with its first note. */
export async function returnOnNote(): Promise<string> {
  return new Promise((resolve) => {
    setHandler(note, () => resolve('fine'));
  });
}

/** After a note begins an Activity that it looks at only later, or never. */
export async function actWithoutWaiting(looks: boolean): Promise<string> {
  await returnOnNote();
  const { work } = proxyActivities<{ work: () => Promise<string> }>({ startToCloseTimeout: '10s' });
  const working = work();
  await sleep(100);
  return looks ? working.then(String, () => 'refused') : 'done';
}

/** After a note cancels another Workflow, and says what came of it. */
export async function cancelOnNote(workflowId: string): Promise<string> {
  await returnOnNote();
  const cancelled = getExternalWorkflowHandle(workflowId).cancel();
  return cancelled.then(
    () => 'cancelled',
    () => 'refused',
  );
}
