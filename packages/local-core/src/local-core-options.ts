import { LocalCoreError } from './local-core-error';
import type { LocalAgentOptions } from './agents/local-agent';
import type { Log } from './log';
import type { PoliciesOption } from './policies/policies-option';
import { createSafeListener } from './safe-listener';
import type { RecordedEvent } from './store/recorded-event';

/** Options of {@link startLocalCore}. */
export interface LocalCoreOptions {
  /**
   * Path of a YAML file or of a folder of them, several such paths, or a document with the same keys as a file.
   * Relative paths count from the working directory.
   */
  readonly policies: PoliciesOption;
  /**
   * Port to listen on.
   *
   * @defaultValue `0`, any free one
   */
  readonly port?: number;
  /**
   * Address to listen on. On another than a loopback address workers of other machines can reach the server, with their
   * key; the admin API answers this machine only.
   *
   * @defaultValue `"127.0.0.1"`
   */
  readonly host?: string;
  /**
   * Folder for the database, created where it is missing; `":memory:"` forgets everything at the end.
   *
   * @defaultValue `":memory:"`
   */
  readonly dataDir?: string;
  /**
   * The agents and their keys.
   *
   * @defaultValue one agent, `default`, with a generated key
   */
  readonly agents?: readonly LocalAgentOptions[];
  /**
   * Whether changed policy files are read again.
   *
   * @defaultValue `true`
   */
  readonly watch?: boolean;
  /** The clock, for tests of expiry. @defaultValue the system's */
  readonly now?: () => Date;
  /** Told of every event and its verdict, once they are recorded. What it throws is ignored. @defaultValue nobody */
  readonly onEvent?: (recorded: RecordedEvent) => void;
  /** Receives one entry for each thing worth knowing. @defaultValue nobody */
  readonly log?: Log;
}

/** {@link LocalCoreOptions} with every default filled in. */
export interface ResolvedLocalCoreOptions {
  readonly policies: PoliciesOption;
  readonly port: number;
  readonly host: string;
  readonly dataDir: string;
  readonly agents: readonly LocalAgentOptions[] | undefined;
  readonly watch: boolean;
  readonly now: () => Date;
  readonly onEvent: (recorded: RecordedEvent) => void;
  readonly log: Log;
}

const MAX_PORT = 65_535;

/**
 * Fills in the defaults.
 *
 * @throws {@link LocalCoreError} `options_invalid`, naming the option
 */
export function resolveLocalCoreOptions(options: LocalCoreOptions): ResolvedLocalCoreOptions {
  const { policies, port = 0, host = '127.0.0.1', dataDir = ':memory:', agents, watch = true } = options;
  const given: unknown = policies;
  if (given === undefined || given === null || given === '' || (Array.isArray(given) && given.length === 0)) {
    fail('policies is missing: give a path, or a document such as { defaultDecision: "allow" }.');
  }
  if (!Number.isInteger(port) || port < 0 || port > MAX_PORT)
    fail(`port must be a whole number from 0 to ${String(MAX_PORT)}.`);
  if (host.trim() === '') fail('host must not be empty; "127.0.0.1" is this machine.');
  if (dataDir.trim() === '') fail('dataDir must not be empty; ":memory:" keeps nothing.');
  return {
    ...{ policies, port, host, dataDir, agents, watch },
    now: options.now ?? (() => new Date()),
    onEvent: createSafeListener(options.onEvent),
    log: createSafeListener(options.log),
  };
}

function fail(message: string): never {
  throw new LocalCoreError('options_invalid', message);
}
