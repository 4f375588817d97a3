import { LocalCoreError, startLocalCore } from '@openbox/local-core';
import { DemoError } from './demo-error';
import { findFreePort } from './free-port';
import type { GoverningCore } from './governing-core';
import { toRecordedDecision } from './to-recorded-decision';

/** The port of `openbox-core start`, so that its other commands find this Core without an address. */
const PORT = 8086;

/**
 * Start the local Core with the policies of a folder; nothing of it is kept.
 *
 * @throws {@link DemoError} where a policy file has a mistake, with its place.
 */
export async function startGoverningCore(policies: string): Promise<GoverningCore> {
  const port = await findFreePort(PORT);
  const core = await startLocalCore({ port, policies, dataDir: ':memory:' }).catch((error: unknown) => {
    if (error instanceof LocalCoreError) throw new DemoError(error.message, { cause: error });
    throw error;
  });
  return {
    url: core.url,
    apiKey: core.apiKey,
    decisions: async (runId) => (await core.events({ runId })).map(toRecordedDecision),
    waiting: async (runId) => {
      const [approval] = await core.approvals.list({ runId, status: 'pending' });
      return approval && { id: approval.id, reason: approval.policyReason ?? '' };
    },
    decide: async (id, decision, reason) => {
      const approval = await core.approvals.get(id);
      if (approval?.status !== 'pending') return;
      await core.approvals[decision](id, { reason, decidedBy: 'the demo' });
    },
    decideCommand: (id, decision) =>
      `npx openbox-core approvals ${decision} ${id} --url ${core.url} --reason "looked at it"`,
    close: () => core.close(),
  };
}
