import { defaultPayloadConverter } from '@temporalio/common';
import type { LoadedDataConverter, Payload } from '@temporalio/common';
import type { ApprovalMark } from '../common/approval-mark';
import { ASKED_KEY, MARK_KEY, WAIT_KEY } from '../common/marked-details';
import { isStarted, readActivityWait } from './waiting-activity';
import type { PendingActivity } from './waiting-activity';

const mark: ApprovalMark = { phase: 'input', digest: 'd', requestedAtMs: 5, granted: [] };
const details = { verdict: 'require_approval', reason: 'why' };
const plain = { payloadConverter: defaultPayloadConverter, payloadCodecs: [] };
const SCHEDULED = 1;
const STARTED = 2;

interface Left {
  readonly heartbeat?: unknown;
  readonly failure?: readonly unknown[];
  readonly failureType?: string;
  readonly state?: number;
}

function activity({
  heartbeat,
  failure,
  failureType = 'ApprovalPending',
  state = SCHEDULED,
}: Left): PendingActivity {
  const payloads = (values: readonly unknown[]): Payload[] =>
    values.map((value) => defaultPayloadConverter.toPayload(value));
  const described: PendingActivity = {
    activityId: '7',
    ...(heartbeat !== undefined && { heartbeatDetails: { payloads: payloads([heartbeat]) } }),
    ...(failure !== undefined && {
      lastFailure: {
        applicationFailureInfo: { type: failureType, details: { payloads: payloads(failure) } },
      },
    }),
  };
  // Its generated type is an enum, of which the wire has only the numbers.
  return Object.assign(described, { state });
}

const read = (left: Left, converter: Partial<LoadedDataConverter> = plain) =>
  readActivityWait(activity(left), converter as LoadedDataConverter);

test.each<[string, Left]>([
  ['its failure', { failure: [details, mark] }],
  ['its heartbeat', { heartbeat: { [MARK_KEY]: mark, [WAIT_KEY]: details } }],
  [
    'its heartbeat, where its worker has died since',
    { heartbeat: { [MARK_KEY]: mark, [WAIT_KEY]: details }, failure: [], failureType: 'Timeout' },
  ],
  [
    'its heartbeat, while it asks',
    { heartbeat: { [MARK_KEY]: mark, [WAIT_KEY]: details }, failure: [details, mark], state: STARTED },
  ],
])('what an activity waits for is told by %s', async (_where, left) => {
  expect(await read(left)).toEqual({ details, wait: mark });
});

test('what a run waits for is told by the activity that asks in its place', async () => {
  const wait = { activityType: 'work', reason: 'why' };
  expect(await read({ heartbeat: { [ASKED_KEY]: wait } })).toEqual({ details: {}, wait });
});

test.each<[string, Left]>([
  [
    'whose body runs after the approval',
    { heartbeat: { [MARK_KEY]: mark }, failure: [details, mark], state: STARTED },
  ],
  ['that has left nothing', {}],
  ['that failed by itself', { failure: ['mine'], failureType: 'Mine' }],
  ['that heartbeats something of its own', { heartbeat: { page: 2 } }],
])('an activity %s does not wait', async (_which, left) => {
  expect(await read(left)).toBeUndefined();
});

test('details that only another worker can read are no wait, and keep nobody from the rest', async () => {
  const unreadable = {
    ...plain,
    payloadCodecs: [
      {
        encode: (payloads: Payload[]) => Promise.resolve(payloads),
        decode: () => Promise.reject(new Error('unknown key')),
      },
    ],
  };
  expect(await read({ heartbeat: { page: 2 } }, unreadable)).toBeUndefined();
});

test('a worker has an activity that is started', () => {
  expect([SCHEDULED, STARTED].map((state) => isStarted(activity({ state })))).toEqual([false, true]);
});
