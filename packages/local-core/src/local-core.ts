import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { resolveRememberedAgents } from './agents/agent-file';
import { createAgentRegistry } from './agents/agent-registry';
import type { LocalAgent } from './agents/local-agent';
import { resolveAgents } from './agents/resolve-agents';
import { createApprovalDesk, type ApprovalDesk } from './approvals/approval-desk';
import { createApprovalNotifier } from './approvals/approval-notifier';
import { createApprovalStore } from './approvals/approval-store';
import { Cleanup } from './cleanup';
import { createExclusively } from './exclusive';
import { createGovernanceService } from './governance-service';
import { createApp } from './http/create-app';
import { listen } from './http/listen';
import { createSignatureVerifier } from './http/verify-signature';
import { LocalCoreError } from './local-core-error';
import {
  resolveLocalCoreOptions,
  type LocalCoreOptions,
  type ResolvedLocalCoreOptions,
} from './local-core-options';
import { openPolicyStore, type PolicyStatus } from './policies/policy-store';
import { openDatabase } from './store/database';
import { createEventLog } from './store/event-log';
import { lockDataDir } from './store/lock-data-dir';
import type { EventFilter, RecordedEvent } from './store/recorded-event';
import { errorMessage } from './error-message';

/** A running server. */
export interface LocalCore {
  /** Where SDKs reach it (`openboxUrl`), without a slash at the end. */
  readonly url: string;
  /** Key of the first agent (`openboxApiKey`). */
  readonly apiKey: string;
  /** All agents, with their keys. */
  readonly agents: readonly LocalAgent[];
  /** Suspends an agent by its name or id, or lets it work again. */
  setAgentActive(nameOrId: string, active: boolean): void;
  /** Recorded events with the verdict that each got, the newest last. */
  events(filter?: EventFilter): Promise<RecordedEvent[]>;
  /** What waits for a human, and the human's answer. */
  readonly approvals: ApprovalDesk;
  /** The policies in force. */
  readonly policies: {
    status(): PolicyStatus;
    /** Reads the files now, without waiting for the watcher. */
    reload(): Promise<PolicyStatus>;
  };
  /** Stops to listen, ends every wait and closes the files. Any further call does nothing. */
  close(): Promise<void>;
}

/**
 * Starts an OpenBox Core in this process.
 *
 * @throws {@link LocalCoreError} naming the option, address or folder; `PolicyLoadError` with every mistake in the policies
 *
 * @example
 * ```ts
 * const core = await startLocalCore({ policies: './policies' });
 * process.env.OPENBOX_URL = core.url;
 * process.env.OPENBOX_API_KEY = core.apiKey;
 * ```
 */
export async function startLocalCore(options: LocalCoreOptions): Promise<LocalCore> {
  const resolved = resolveLocalCoreOptions(options);
  const cleanup = new Cleanup();
  try {
    return await start(resolved, cleanup);
  } catch (error) {
    await cleanup.run();
    throw error;
  }
}

async function start(options: ResolvedLocalCoreOptions, cleanup: Cleanup): Promise<LocalCore> {
  const { watch, now, onEvent, log } = options;
  const { databasePath, agents } = await openDataDir(options, cleanup);
  const database = await openDatabase(databasePath);
  cleanup.add(() => database.close());
  const policies = await openPolicyStore({
    ...{ policies: options.policies, watch, log, now },
    agents: new Set(agents.flatMap(({ name, agentId }) => [name, agentId])),
  });
  cleanup.add(() => policies.close());

  const closing = new AbortController();
  const notifier = createApprovalNotifier(closing.signal);
  const exclusively = createExclusively();
  const approvals = createApprovalStore(database, now);
  const approvalDesk = createApprovalDesk(approvals, notifier, exclusively, now);
  const eventLog = createEventLog(database);
  const registry = createAgentRegistry(agents);
  const governance = createGovernanceService({
    ...{ policies, database, eventLog, approvals, notifier, exclusively, now, log, onEvent },
  });
  const verifySignature = createSignatureVerifier(agents, now);
  const app = createApp({
    ...{
      agents: registry,
      approvals,
      approvalDesk,
      eventLog,
      governance,
      policies,
      verifySignature,
      now,
      log,
    },
  });
  const server = await listen(app, options.host, options.port);
  cleanup.add(() => server.close());
  cleanup.add(() => {
    closing.abort(new LocalCoreError('closed', 'The server was closed.'));
  });

  return {
    url: server.url,
    apiKey: agents[0]?.apiKey ?? '',
    get agents() {
      return registry.list();
    },
    setAgentActive: (nameOrId, active) => {
      registry.setActive(nameOrId, active);
    },
    events: (filter) => eventLog.list(filter),
    approvals: approvalDesk,
    policies: { status: () => policies.status(), reload: () => policies.reload() },
    close: () => cleanup.run(),
  };
}

async function openDataDir(
  { dataDir, agents }: ResolvedLocalCoreOptions,
  cleanup: Cleanup,
): Promise<{ databasePath: string; agents: LocalAgent[] }> {
  if (dataDir === ':memory:') return { databasePath: dataDir, agents: resolveAgents(agents) };
  try {
    await mkdir(dataDir, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new LocalCoreError(
      'data_dir_unusable',
      `Cannot create the data folder ${dataDir}: ${errorMessage(error)}`,
      {
        cause: error,
      },
    );
  }
  cleanup.add(await lockDataDir(dataDir));
  return {
    databasePath: join(dataDir, 'openbox.db'),
    agents: await resolveRememberedAgents(dataDir, agents),
  };
}
