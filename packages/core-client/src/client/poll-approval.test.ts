import { CoreClient } from './core-client';
import { type Answer, API_KEY, json, startCoreServer } from './core-server.test-support';

jest.setTimeout(30_000);

const open: { close(): unknown }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((resource) => resource.close()));
});

async function serve(answer: Answer, timeout = 5000) {
  const server = await startCoreServer(answer);
  const client = new CoreClient({ url: server.url, apiKey: API_KEY, timeout, onApiError: 'fail_closed' });
  open.push(server, client);
  return { server, client };
}

const KEY = { workflowId: 'w', runId: 'r', activityId: 'a' };

// covers: 59
it('asks with exactly three ids', async () => {
  const { client, server } = await serve((response) => json(response, { action: 'allow' }));
  await client.pollApproval({ ...KEY, ...{ more: 1 } });
  expect(server.requests[0]).toMatchObject({ method: 'POST', path: '/api/v1/governance/approval' });
  expect(JSON.parse(String(server.requests[0]?.body))).toEqual({
    workflow_id: 'w',
    run_id: 'r',
    activity_id: 'a',
  });
});

it.each<[string, unknown, string]>([
  ['allow', { action: 'allow' }, 'approved'],
  ['block', { action: 'block' }, 'rejected'],
  ['require_approval', { action: 'require_approval' }, 'pending'],
  ['an empty object', {}, 'pending'],
  ['a list', [], 'pending'],
  [
    'an approval that is over',
    { action: 'require_approval', approval_expiration_time: '2026-01-01 00:00:00' },
    'expired',
  ],
])('reads %s', async (_name, body, state) => {
  const { client } = await serve((response) => json(response, body));
  expect((await client.pollApproval(KEY)).state).toBe(state);
});

it.each([
  ['ahead of', '2026-01-01T11:59:59Z', 'pending'],
  ['behind', '2026-01-01T12:00:01Z', 'expired'],
])("goes by Core's clock where this machine's is %s it", async (_name, coreTime, state) => {
  const approval_expiration_time = '2026-01-01T12:00:00Z';
  const { client } = await serve((response) => {
    response.setHeader('date', new Date(coreTime).toUTCString());
    json(response, { action: 'require_approval', approval_expiration_time });
  });
  expect((await client.pollApproval(KEY)).state).toBe(state);
});

it('goes by its own clock where Core does not say what time it is', async () => {
  const { client } = await serve((response) => {
    response.sendDate = false;
    json(response, { action: 'require_approval', approval_expiration_time: '2999-01-01T12:00:00Z' });
  });
  expect((await client.pollApproval(KEY)).state).toBe('pending');
});

it('knows an approval that is not found', async () => {
  const { client } = await serve((response) => json(response, { code: 404, message: 'none' }, 404));
  expect(await client.pollApproval(KEY)).toEqual({ state: 'not_found' });
});

// covers: 56, 107, W4
it.each<[string, Answer]>([
  ['400', (response) => json(response, { action: 'allow' }, 400)],
  ['401', (response) => json(response, { action: 'allow' }, 401)],
  ['403', (response) => json(response, { action: 'allow' }, 403)],
  ['500', (response) => json(response, { action: 'allow' }, 500)],
  ['204', (response) => response.writeHead(204).end()],
  ['302', (response) => response.writeHead(302, { location: '/' }).end('{"action":"allow"}')],
  ['HTML', (response) => response.end('<html>allow</html>')],
  ['a reset', (response) => response.destroy()],
])('never takes %s for a decision', async (_name, answer) => {
  const { client } = await serve(answer);
  const decision = await client.pollApproval(KEY);
  expect(decision.state).toBe('unavailable');
  expect(decision.reason).toMatch(/^Governance API error: /);
});

// covers: 56
it('is unavailable where Core hangs', async () => {
  const { client } = await serve(() => undefined, 100);
  expect(await client.pollApproval(KEY)).toEqual({
    state: 'unavailable',
    reason: 'Governance API error: no answer within 100 ms',
  });
});

it('rejects only with the reason of the caller', async () => {
  const controller = new AbortController();
  const reason = new Error('cancelled');
  const { client } = await serve(() => controller.abort(reason));
  await expect(client.pollApproval(KEY, { signal: controller.signal })).rejects.toBe(reason);
  await expect(client.pollApproval(KEY, { signal: controller.signal })).rejects.toBe(reason);
});
