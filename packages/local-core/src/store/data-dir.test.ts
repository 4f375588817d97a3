import { createClient } from '@libsql/client';
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { activityStarted } from '../testing/events';
import { evaluate, poll, TestCores } from '../testing/test-core';
import { MIGRATIONS } from './migrations';
import type { PolicyDocument } from '../policies/policy-document';

const cores = new TestCores();
afterEach(() => cores.end());

describe('the data folder', () => {
  test('is created, with everything under it, for its owner', async () => {
    const dataDir = join(await cores.folder(), 'a', 'b');
    const core = await cores.start({ dataDir });
    expect((await stat(dataDir)).mode & 0o777).toBe(0o700);
    expect((await stat(join(dataDir, 'agents.json'))).mode & 0o777).toBe(0o600);
    await evaluate(core, activityStarted());
    await core.close();
    const client = createClient({ url: `file:${join(dataDir, 'openbox.db')}` });
    const { rows } = await client.execute('SELECT event_type, verdict FROM events');
    client.close();
    expect(rows.map(({ event_type: type, verdict }) => [type, verdict])).toEqual([
      ['ActivityStarted', 'allow'],
    ]);
  });

  test('keeps events over a restart, and goes on counting', async () => {
    const dataDir = await cores.folder();
    const before = await cores.start({ dataDir });
    const { body } = await evaluate(before, activityStarted());
    await before.close();
    const after = await cores.start({ dataDir });
    await evaluate(after, activityStarted({ activity_id: '2' }));
    const events = await after.events();
    expect(events.map(({ sequence, event }) => [sequence, event.activity_id])).toEqual([
      [1, '1'],
      [2, '2'],
    ]);
    expect(events[0]?.governanceEventId).toBe(body.governance_event_id);
    expect(events[0]?.event).toEqual(activityStarted());
  });

  test('has one server at a time, also within one process', async () => {
    const dataDir = await cores.folder();
    const core = await cores.start({ dataDir });
    await expect(cores.start({ dataDir })).rejects.toMatchObject({
      code: 'data_dir_in_use',
      message: `Another process is using the data folder ${dataDir}. Stop it, or choose another folder.`,
    });
    expect((await evaluate(core, activityStarted())).status).toBe(200);
    await core.close();
    await expect(cores.start({ dataDir })).resolves.toBeDefined();
  });

  test('of a start that failed is free again', async () => {
    const dataDir = await cores.folder();
    await expect(cores.start({ dataDir, policies: 'missing.yaml' })).rejects.toThrow('missing.yaml');
    await expect(cores.start({ dataDir })).resolves.toBeDefined();
  });

  test('is refused where it is a file, no database, or of a newer version', async () => {
    const folder = await cores.folder();
    await writeFile(join(folder, 'file'), '');
    await expect(cores.start({ dataDir: join(folder, 'file') })).rejects.toMatchObject({
      code: 'data_dir_unusable',
    });

    await mkdir(join(folder, 'text'));
    await writeFile(
      join(folder, 'text', 'openbox.db'),
      'no database at all, but long enough to look at'.repeat(50),
    );
    await expect(cores.start({ dataDir: join(folder, 'text') })).rejects.toMatchObject({
      code: 'data_dir_unusable',
    });

    await mkdir(join(folder, 'new'));
    const client = createClient({ url: `file:${join(folder, 'new', 'openbox.db')}` });
    await client.execute('PRAGMA user_version = 99');
    client.close();
    await expect(cores.start({ dataDir: join(folder, 'new') })).rejects.toThrow('of version 99, newer than');
  });

  test('of the first version keeps its approvals', async () => {
    const dataDir = await cores.folder();
    const agents = [{ name: 'default', apiKey: 'obx_test_old', agentId: 'a-1' }];
    const client = createClient({ url: `file:${join(dataDir, 'openbox.db')}` });
    await client.batch([...(MIGRATIONS[0] ?? []), 'PRAGMA user_version = 1'], 'write');
    await client.execute(`INSERT INTO approvals (id, agent_id, agent_name, workflow_id, run_id, activity_id, subject,
      workflow_type, activity_type, governance_event_id, created_at, expires_at, decision, decided_by, decided_at)
      VALUES ('old', 'a-1', 'default', 'order-1', 'run-1', '1', 'input', 'Order', 'refund', 'e-1',
      '2026-01-01T00:00:00.000Z', '2999-01-01T00:00:00.000Z', 'approved', 'alice', '2026-01-01T00:00:01.000Z')`);
    client.close();
    const policies: PolicyDocument = {
      defaultDecision: 'allow',
      rules: [{ id: 'ask', on: 'ActivityStarted', decision: 'require_approval', reason: 'Look at it' }],
    };
    const core = await cores.start({ dataDir, agents, policies });
    expect(await core.approvals.get('old')).toMatchObject({ status: 'approved', decidedBy: 'alice' });
    expect((await poll(core)).body).toMatchObject({ id: 'old', action: 'allow', decided_by: 'alice' });
    expect((await evaluate(core, activityStarted())).body.approval_id).toBe('old');
    const event = activityStarted({ metadata: { action_digest: 'aa11' } });
    const { body } = await evaluate(core, event);
    expect(body.approval_id).not.toBe('old');
    expect((await core.approvals.list()).map(({ id }) => id)).toEqual(['old', body.approval_id]);
  });

  test('remembers generated keys only, and says what to do where it cannot', async () => {
    const dataDir = await cores.folder();
    const given = [{ name: 'a', apiKey: 'obx_test_given' }, { name: 'b' }];
    const core = await cores.start({ dataDir, agents: given });
    await core.close();
    const content = await readFile(join(dataDir, 'agents.json'), 'utf8');
    expect(content).not.toContain('obx_test_given');
    expect(content).toContain(core.agents[1]?.apiKey);

    const other = await cores.start({ dataDir, agents: [{ name: 'c' }] });
    await other.close();
    const again = await cores.start({ dataDir, agents: given });
    expect(again.agents.map(({ agentId }) => agentId)).toEqual(core.agents.map(({ agentId }) => agentId));
    await again.close();

    await writeFile(join(dataDir, 'agents.json'), '{');
    await expect(cores.start({ dataDir })).rejects.toThrow('Delete it to give the agents new ids and keys.');
  });

  test('that may not be written is refused', async () => {
    const folder = await cores.folder();
    await writeFile(join(folder, 'parent'), '');
    await chmod(join(folder, 'parent'), 0o400);
    await expect(cores.start({ dataDir: join(folder, 'parent', 'child') })).rejects.toMatchObject({
      code: 'data_dir_unusable',
    });
  });
});

describe('a server that is killed', () => {
  const children = new Set<ChildProcess>();
  afterEach(() => {
    for (const child of children) child.kill('SIGKILL');
    children.clear();
  });

  test('has lost nothing that it had answered, and its folder is free', async () => {
    const dataDir = await cores.folder();
    const agents = [{ name: 'support', apiKey: 'obx_test_killed' }];
    let expected = 0;
    for (let round = 0; round < 3; round++) {
      const child = fork(
        join(__dirname, '..', 'testing', 'run-core.js'),
        [join(__dirname, '..', '..'), dataDir],
        {
          stdio: 'ignore',
        },
      );
      children.add(child);
      const [url]: unknown[] = await once(child, 'message');
      const answered = await sendUntilKilled(String(url), child, round);
      expected += answered.size;
      expect(answered.size).toBeGreaterThanOrEqual(25);

      const core = await cores.start({ dataDir, agents });
      const recorded = new Set((await core.events()).map(({ governanceEventId }) => governanceEventId));
      for (const id of answered) expect(recorded).toContain(id);
      expect(recorded.size).toBeGreaterThanOrEqual(expected);
      const approvals = await core.approvals.list();
      expect(
        approvals.map(({ governanceEventId }) => governanceEventId).filter((id) => answered.has(id)).length,
      ).toBe(answered.size);
      await core.close();
    }
  });

  /** Ids of the events that were answered before the process was killed, some of which were under way then. */
  async function sendUntilKilled(url: string, child: ChildProcess, round: number): Promise<Set<string>> {
    const answered = new Set<string>();
    const exited = once(child, 'exit');
    const sendAll = async (lane: number): Promise<void> => {
      for (let index = 0; ; index++) {
        const event = activityStarted({ activity_id: `${String(round)}-${String(lane)}-${String(index)}` });
        const response = await fetch(`${url}/api/v1/governance/evaluate`, {
          method: 'POST',
          headers: { authorization: 'Bearer obx_test_killed', 'content-type': 'application/json' },
          body: JSON.stringify(event),
        });
        const body: unknown = await response.json();
        if (typeof body !== 'object' || body === null || !('governance_event_id' in body))
          throw new Error('No verdict');
        answered.add(String(body.governance_event_id));
        if (answered.size === 25) child.kill('SIGKILL');
      }
    };
    await Promise.allSettled([0, 1, 2, 3].map(sendAll));
    await exited;
    return answered;
  }
});
