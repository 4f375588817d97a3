import type { LocalCore } from '../local-core';
import type { LocalCoreOptions } from '../local-core-options';
import type { PolicyDocument } from '../policies/policy-document';
import {
  activityCompleted,
  activityStarted,
  signalReceived,
  workflowCompleted,
  workflowStarted,
} from '../testing/events';
import { evaluate, poll, TestClock, TestCores } from '../testing/test-core';

const cores = new TestCores();
afterEach(() => cores.end());

const ASKING: PolicyDocument = {
  defaultDecision: 'allow',
  rules: [
    {
      id: 'ask',
      when: 'activity_type == "refund"',
      decision: 'require_approval',
      reason: 'Look at it',
      approval: { expires_in: '10m' },
    },
    { id: 'signal', on: 'SignalReceived', decision: 'require_approval', reason: 'Look at it' },
    { id: 'start', on: 'WorkflowStarted', decision: 'require_approval', reason: 'Look at it' },
    { id: 'end', on: 'WorkflowCompleted', decision: 'require_approval', reason: 'Look at it' },
  ],
};

function start(options: Partial<LocalCoreOptions> = {}): Promise<LocalCore> {
  return cores.start({ policies: ASKING, ...options });
}

describe('an approval', () => {
  test('is asked for once for one step, whatever number of attempts ask', async () => {
    const clock = new TestClock();
    const core = await start({ now: clock.now });
    const { body: first } = await evaluate(core, activityStarted());
    clock.advance(60_000);
    const { body: second } = await evaluate(core, activityStarted({ attempt: 2 }));
    expect(first).toMatchObject({
      verdict: 'require_approval',
      approval_expiration_time: '2026-01-01T12:10:00.000Z',
    });
    expect(second).toMatchObject({
      approval_id: first.approval_id,
      approval_expiration_time: first.approval_expiration_time,
    });
    expect(second.governance_event_id).not.toBe(first.governance_event_id);
    expect(await core.approvals.list()).toEqual([
      {
        id: first.approval_id,
        status: 'pending',
        agentId: core.agents[0]?.agentId,
        agentName: 'default',
        workflowId: 'order-1',
        runId: 'run-1',
        activityId: '1',
        workflowType: 'Order',
        activityType: 'refund',
        subject: 'input',
        governanceEventId: first.governance_event_id,
        policyId: 'ask',
        policyReason: 'Look at it',
        createdAt: '2026-01-01T12:00:00.000Z',
        expiresAt: '2026-01-01T12:10:00.000Z',
      },
    ]);
  });

  test('is asked for once where many ask at the same time', async () => {
    const core = await start();
    const answers = await Promise.all(Array.from({ length: 20 }, () => evaluate(core, activityStarted())));
    expect(new Set(answers.map(({ body }) => body.approval_id)).size).toBe(1);
    expect(await core.approvals.list()).toHaveLength(1);
  });

  test.each([
    ['another activity', { activity_id: '2' }],
    ['another run', { run_id: 'run-2' }],
    ['another workflow', { workflow_id: 'order-2' }],
  ])('of %s is another one', async (_, other) => {
    const core = await start();
    const { body: first } = await evaluate(core, activityStarted());
    const { body: second } = await evaluate(core, activityStarted(other));
    expect(second.approval_id).not.toBe(first.approval_id);
  });

  test('is pending until somebody decides', async () => {
    const core = await start();
    const { body } = await evaluate(core, activityStarted());
    expect(await poll(core)).toMatchObject({
      status: 200,
      body: {
        id: body.approval_id,
        action: 'require_approval',
        reason: 'Look at it',
        approval_expiration_time: body.approval_expiration_time,
      },
    });
  });

  test('lets the step go on once it is approved, and is the same when the step asks again', async () => {
    const core = await start();
    const { body } = await evaluate(core, activityStarted());
    const id = String(body.approval_id);
    const approved = await core.approvals.approve(id, { reason: 'Known customer', decidedBy: 'alice' });
    expect(approved).toMatchObject({
      status: 'approved',
      decisionReason: 'Known customer',
      decidedBy: 'alice',
    });
    expect((await poll(core)).body).toMatchObject({ id, action: 'allow', reason: 'Known customer' });
    expect((await evaluate(core, activityStarted({ attempt: 2 }))).body).toMatchObject({
      verdict: 'require_approval',
      approval_id: id,
    });
    expect((await poll(core)).body.action).toBe('allow');
  });

  test('refuses the step once it is rejected, with the reason', async () => {
    const core = await start();
    const { body } = await evaluate(core, activityStarted());
    await core.approvals.reject(String(body.approval_id), { reason: 'Not without the invoice' });
    expect((await poll(core)).body).toMatchObject({ action: 'block', reason: 'Not without the invoice' });
  });

  test('does not stand for the output of the same activity', async () => {
    const core = await start();
    const { body: input } = await evaluate(core, activityStarted());
    await core.approvals.approve(String(input.approval_id));
    const { body: output } = await evaluate(core, activityCompleted());
    expect(output.approval_id).not.toBe(input.approval_id);
    expect((await poll(core)).body).toMatchObject({ id: output.approval_id, action: 'require_approval' });
    expect((await core.approvals.list()).map(({ subject }) => subject)).toEqual(['input', 'output']);
  });

  test('of one operation does not stand for another of the same activity', async () => {
    const core = await start();
    const operation = (url: string, time: number): unknown =>
      activityStarted({
        hook_trigger: true,
        span_count: 1,
        spans: [
          {
            hook_type: 'http_request',
            name: 'HTTP GET',
            http_method: 'GET',
            http_url: url,
            start_time: time,
            span_id: String(time),
          },
        ],
      });
    const ids = [];
    for (const [url, time] of [
      ['https://a.example', 1],
      ['https://b.example', 2],
      ['https://a.example', 3],
    ] as const) {
      ids.push((await evaluate(core, operation(url, time))).body.approval_id);
    }
    const { body: input } = await evaluate(core, activityStarted());
    expect(ids[0]).toBe(ids[2]);
    expect(new Set([...ids, input.approval_id]).size).toBe(3);
  });

  test('is for one exact action: with another digest it is another one', async () => {
    const core = await start();
    const ask = async (action_digest?: string) => {
      const { body } = await evaluate(core, activityStarted({ metadata: { action_digest } }));
      return String(body.approval_id);
    };
    const first = await ask('aa11');
    expect(await ask('aa11')).toBe(first);
    await core.approvals.approve(first);
    const second = await ask('bb22');
    const unnamed = await ask();
    expect(new Set([first, second, unnamed]).size).toBe(3);
    expect(await ask()).toBe(unnamed);
    expect(await core.approvals.get(second)).toMatchObject({ status: 'pending', actionDigest: 'bb22' });
    expect(await core.approvals.get(unnamed)).not.toHaveProperty('actionDigest');
    expect((await poll(core)).body).toMatchObject({ id: unnamed, action: 'require_approval' });
    expect((await poll(core, first)).body).toMatchObject({ id: first, action: 'allow' });
    expect((await poll(core, second)).body).toMatchObject({ id: second, action: 'require_approval' });
  });

  test.each([
    ['a list of arguments', [{ amount: 10 }]],
    ['one value', 'less'],
    ['a falsy value', false],
  ])('may approve something else: %s', async (_, modifiedInput) => {
    const dataDir = await cores.folder();
    const core = await start({ dataDir });
    const { body } = await evaluate(core, activityStarted());
    const id = String(body.approval_id);
    const approved = await core.approvals.approve(id, { modifiedInput, decidedBy: 'alice' });
    expect(approved).toMatchObject({ status: 'approved', modifiedInput });
    const answer = { id, action: 'allow', modified_input: modifiedInput, decided_by: 'alice' };
    expect((await poll(core)).body).toMatchObject(answer);
    await core.close();
    expect((await poll(await start({ dataDir }))).body).toMatchObject(answer);
  });

  test('may approve another output, but no other operation, signal or nothing', async () => {
    const core = await start();
    const { body: output } = await evaluate(core, activityCompleted());
    await core.approvals.approve(String(output.approval_id), { modifiedInput: { ok: false } });
    expect((await poll(core)).body.modified_input).toEqual({ ok: false });
    const span = {
      hook_type: 'http_request',
      name: 'HTTP GET',
      http_method: 'GET',
      http_url: 'https://a.example',
    };
    const operation = activityStarted({ activity_id: '2', hook_trigger: true, span_count: 1, spans: [span] });
    for (const event of [operation, signalReceived()]) {
      const { body } = await evaluate(core, event);
      await expect(
        core.approvals.approve(String(body.approval_id), { modifiedInput: [] }),
      ).rejects.toMatchObject({ code: 'options_invalid' });
    }
    const { body } = await evaluate(core, activityStarted({ activity_id: '3' }));
    await expect(core.approvals.approve(String(body.approval_id), { modifiedInput: null })).rejects.toThrow(
      'any JSON but null',
    );
  });

  test('tells the time by which it expires', async () => {
    const core = await start({ now: new TestClock('2030-01-01T00:00:00.000Z').now });
    await evaluate(core, activityStarted());
    expect((await poll(core)).headers.get('date')).toBe('Tue, 01 Jan 2030 00:00:00 GMT');
  });

  test('expires, and is then final', async () => {
    const clock = new TestClock();
    const core = await start({ now: clock.now });
    const { body } = await evaluate(core, activityStarted());
    const id = String(body.approval_id);
    clock.advance(10 * 60_000);
    expect((await poll(core)).body.action).toBe('require_approval');
    clock.advance(1);
    expect((await poll(core)).body).toEqual({
      id,
      action: 'halt',
      reason: 'Nobody decided before the approval expired at 2026-01-01T12:10:00.000Z.',
      approval_expiration_time: '2026-01-01T12:10:00.000Z',
    });
    await expect(core.approvals.approve(id)).rejects.toMatchObject({
      code: 'approval_closed',
      message: `The approval ${id} expired at 2026-01-01T12:10:00.000Z.`,
    });
    expect((await evaluate(core, activityStarted())).body.approval_id).toBe(id);
    expect((await core.approvals.list({ status: 'expired' })).map((one) => one.id)).toEqual([id]);
  });

  test('stays approved after the time in which it could have been decided', async () => {
    const clock = new TestClock();
    const core = await start({ now: clock.now });
    const { body } = await evaluate(core, activityStarted());
    await core.approvals.approve(String(body.approval_id));
    clock.advance(60 * 60_000);
    expect((await poll(core)).body.action).toBe('allow');
  });

  test('is not asked for where failed guardrails refuse the step anyway', async () => {
    const guardrail = {
      id: 'g',
      type: 'regex',
      pattern: 'x',
      stage: 'input',
      fields: ['input'],
      on_fail: 'block',
    } as const;
    const core = await start({ policies: { ...ASKING, guardrails: [guardrail] } });
    const { body } = await evaluate(core, activityStarted({ activity_input: ['x'] }));
    expect(body).toMatchObject({
      verdict: 'require_approval',
      guardrails_result: { validation_passed: false },
    });
    expect(body).not.toHaveProperty('approval_id');
    expect(await core.approvals.list()).toEqual([]);
  });

  test.each([
    ['a signal', 'signal', signalReceived()],
    ['the start of a workflow', 'start', workflowStarted()],
    ['the end of a workflow', 'end', workflowCompleted()],
  ])('of %s is polled by its own id, or by the id of the event', async (_, policyId, event) => {
    const core = await start();
    const { body } = await evaluate(core, event);
    const id = String(body.approval_id);
    const eventId = String(body.governance_event_id);
    expect(body).toMatchObject({ verdict: 'require_approval', policy_id: policyId });
    expect((await poll(core, id)).body).toMatchObject({ id, action: 'require_approval' });
    expect((await poll(core, eventId)).body).toMatchObject({ id, action: 'require_approval' });
    expect(await poll(core, '1')).toMatchObject({ status: 404 });
    await core.approvals.approve(id);
    expect((await poll(core, id)).body.action).toBe('allow');
    expect((await poll(core, eventId)).body.action).toBe('allow');
    expect(await core.approvals.get(id)).toMatchObject({ activityId: id, activityType: '' });
  });

  test('of a start is one for the run; of two signals that look alike it is two', async () => {
    const core = await start();
    const ask = async (event: unknown) => (await evaluate(core, event)).body.approval_id;
    const started = await ask(workflowStarted());
    expect(await ask(workflowStarted({ timestamp: '2026-01-01T00:00:01.000Z' }))).toBe(started);
    expect(await ask(workflowStarted({ run_id: 'run-2' }))).not.toBe(started);
    const first = await ask(signalReceived());
    expect(await ask(signalReceived())).toBe(first);
    expect(await ask(signalReceived({ timestamp: '2026-01-01T00:00:01.000Z' }))).not.toBe(first);
  });

  test('of a run is not found under its id by another run or another agent', async () => {
    const core = await start({ agents: [{ name: 'a' }, { name: 'b' }] });
    const { body } = await evaluate(core, signalReceived({ run_id: 'run-2' }));
    expect(await poll(core, String(body.approval_id))).toMatchObject({ status: 404 });
    const { body: ours } = await evaluate(core, signalReceived());
    expect(await poll(core, String(ours.approval_id), core.agents[1]?.apiKey)).toMatchObject({ status: 404 });
  });

  test('is not found by another agent, and does not serve another agent', async () => {
    const core = await start({ agents: [{ name: 'a' }, { name: 'b' }] });
    const [, other] = core.agents;
    const { body } = await evaluate(core, activityStarted());
    expect(await poll(core, '1', other?.apiKey)).toMatchObject({ status: 404, body: { code: 404 } });
    const { body: theirs } = await evaluate(core, activityStarted(), other?.apiKey);
    expect(theirs.approval_id).not.toBe(body.approval_id);
    await core.approvals.approve(String(theirs.approval_id));
    expect((await poll(core)).body.action).toBe('require_approval');
    expect((await poll(core, '1', other?.apiKey)).body.action).toBe('allow');
    expect((await core.approvals.list({ agent: 'b' })).map(({ id }) => id)).toEqual([theirs.approval_id]);
  });

  test('survives a restart, and keeps its agent though the key was made up', async () => {
    const dataDir = await cores.folder();
    const before = await start({ dataDir });
    const { body } = await evaluate(before, activityStarted());
    await before.close();
    const after = await start({ dataDir });
    expect(after.apiKey).toBe(before.apiKey);
    expect((await poll(after)).body).toMatchObject({ id: body.approval_id, action: 'require_approval' });
    await after.approvals.approve(String(body.approval_id), { decidedBy: 'alice' });
    await after.close();
    const last = await start({ dataDir });
    expect((await poll(last)).body.action).toBe('allow');
    expect(await last.approvals.get(String(body.approval_id))).toMatchObject({
      status: 'approved',
      decidedBy: 'alice',
    });
  });

  test.each([
    ['approved', (core: LocalCore) => core.approvals.approve('nothing')],
    ['rejected', (core: LocalCore) => core.approvals.reject('nothing', { reason: 'No' })],
  ])('that does not exist cannot be %s', async (_, decide) => {
    const core = await start();
    await expect(decide(core)).rejects.toMatchObject({ code: 'approval_not_found' });
    expect(await core.approvals.get('nothing')).toBeUndefined();
  });

  test('is rejected only with a reason, and with one that can be read', async () => {
    const core = await start();
    const { body } = await evaluate(core, activityStarted());
    const id = String(body.approval_id);
    await expect(core.approvals.reject(id, { reason: ' ' })).rejects.toMatchObject({
      code: 'options_invalid',
    });
    await expect(core.approvals.reject(id, { reason: 'x'.repeat(2001) })).rejects.toThrow('at most 2000');
    expect((await core.approvals.get(id))?.status).toBe('pending');
  });

  test('can be waited for, before and after it was asked for', async () => {
    const core = await start();
    const waiting = core.approvals.waitFor({ activityId: '2' });
    await evaluate(core, activityStarted({ activity_id: '1' }));
    const { body } = await evaluate(core, activityStarted({ activity_id: '2' }));
    expect((await waiting).id).toBe(body.approval_id);
    expect((await core.approvals.waitFor({ activityId: '2', activityType: 'refund' })).id).toBe(
      body.approval_id,
    );
  });

  test('is not waited for beyond the signal or the server', async () => {
    const core = await start();
    const reason = new Error('enough');
    const controller = new AbortController();
    const first = core.approvals.waitFor({}, { signal: controller.signal });
    controller.abort(reason);
    await expect(first).rejects.toBe(reason);
    const second = core.approvals.waitFor();
    const [outcome] = await Promise.allSettled([second, core.close()]);
    expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'closed' } });
  });
});
