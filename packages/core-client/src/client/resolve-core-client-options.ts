import { OpenBoxConfigError } from '../contract/errors/openbox-config-error';
import { parseApiKey } from './api-key';
import { apiKeyAuthenticator } from './api-key-authenticator';
import { type Authenticator } from './authenticator';
import { type BreakerOptions } from './core-breaker';
import {
  type CoreClientOptions,
  type OnApiError,
  type ResolvedCoreClientOptions,
} from './core-client-options';
import { parseCoreUrl } from './core-url';
import { didAuthenticator } from './did-authenticator';
import { parseDurationMs, parseSecondsMs } from './parse-duration';
import { type Secret } from './secret';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Applies environment variables and defaults to the options of `CoreClient`, and checks them. Changes neither.
 *
 * @throws `OpenBoxConfigError` naming option, variable and remedy; `OpenBoxInsecureURLError` for http to another machine.
 */
export function resolveCoreClientOptions(
  options: CoreClientOptions,
  env: Environment = process.env,
): ResolvedCoreClientOptions {
  const apiKey = resolveApiKey(options, env);
  return {
    url: parseCoreUrl(options.url ?? fromEnv(env, 'OPENBOX_URL', 'OPENBOX_API_URL')?.value),
    ...resolveIdentity(options, env, apiKey),
    environment: environmentOf(apiKey),
    timeoutMs: resolveTimeoutMs(options, env),
    onApiError: resolveOnApiError(options, env),
    authErrors: oneOf(options.authErrors ?? 'stop', ['stop', 'follow_policy'], 'option "authErrors"'),
    validate: options.validate ?? true,
    maxEventBytes: wholeNumber(options.maxEventBytes ?? 256_000, 'option "maxEventBytes"'),
    maxConnections: wholeNumber(options.maxConnections ?? 64, 'option "maxConnections"'),
    breaker: resolveBreaker(options.breaker),
    onWarning: quietly(options.onWarning),
    onGovernanceError: quietly(options.onGovernanceError),
  };
}

function resolveApiKey(options: CoreClientOptions, env: Environment): Secret | undefined {
  const given = options.apiKey ?? fromEnv(env, 'OPENBOX_API_KEY')?.value;
  return given === undefined && options.authenticator !== undefined ? undefined : parseApiKey(given);
}

function environmentOf(apiKey: Secret | undefined): string {
  return /^obx_(live|test)_/.exec(String(apiKey))?.[1] ?? 'unknown';
}

function resolveIdentity(
  options: CoreClientOptions,
  env: Environment,
  apiKey: Secret | undefined,
): { authenticator: Authenticator; provesIdentity: boolean } {
  if (options.authenticator !== undefined)
    return { authenticator: options.authenticator, provesIdentity: true };
  const agentDid = options.agentDid ?? fromEnv(env, 'OPENBOX_AGENT_DID')?.value;
  const agentPrivateKey = options.agentPrivateKey ?? fromEnv(env, 'OPENBOX_AGENT_PRIVATE_KEY')?.value;
  const key = apiKey ?? parseApiKey(undefined);
  if (agentDid === undefined && agentPrivateKey === undefined)
    return { authenticator: apiKeyAuthenticator(key), provesIdentity: false };
  if (agentDid === undefined || agentPrivateKey === undefined) {
    throw new OpenBoxConfigError(
      'only one of the pair for signing is set: set both "agentDid" (OPENBOX_AGENT_DID) and "agentPrivateKey" (OPENBOX_AGENT_PRIVATE_KEY), or neither',
    );
  }
  return {
    authenticator: didAuthenticator({ apiKey: key, agentDid, agentPrivateKey }),
    provesIdentity: true,
  };
}

function resolveTimeoutMs(options: CoreClientOptions, env: Environment): number {
  if (options.timeout !== undefined) return parseDurationMs(options.timeout, 'option "timeout"');
  const found = fromEnv(env, 'OPENBOX_GOVERNANCE_TIMEOUT', 'OPENBOX_TIMEOUT_SECONDS');
  return found === undefined ? 30_000 : parseSecondsMs(found.value, found.name);
}

function resolveOnApiError(options: CoreClientOptions, env: Environment): OnApiError {
  const policies = ['fail_open', 'fail_closed'] as const;
  if (options.onApiError !== undefined) return oneOf(options.onApiError, policies, 'option "onApiError"');
  const found = fromEnv(env, 'OPENBOX_GOVERNANCE_POLICY', 'OPENBOX_ON_API_ERROR');
  if (found === undefined) return 'fail_open';
  return oneOf(
    found.value.toLowerCase().replaceAll('-', '_'),
    policies,
    `environment variable ${found.name}`,
  );
}

function resolveBreaker(breaker: CoreClientOptions['breaker']): BreakerOptions | false {
  if (breaker === undefined || breaker === false) return breaker ?? {};
  for (const name of ['failureThreshold', 'resetAfterMs', 'maxResetAfterMs'] as const) {
    const value = breaker[name];
    if (value !== undefined) wholeNumber(value, `option "breaker.${name}"`);
  }
  return { ...breaker };
}

function oneOf<T extends string>(value: string, allowed: readonly T[], name: string): T {
  const found = allowed.find((candidate) => candidate === value);
  if (found !== undefined) return found;
  throw new OpenBoxConfigError(
    `${name} is not one of ${allowed.map((choice) => `'${choice}'`).join(', ')}: set it to one of them`,
  );
}

function wholeNumber(value: number, name: string): number {
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new OpenBoxConfigError(`${name} is not a whole number above 0: set it to one, or leave it out`);
}

function fromEnv(env: Environment, ...names: readonly string[]): { name: string; value: string } | undefined {
  for (const name of names) {
    const value = env[name]?.trim();
    if (value !== undefined && value !== '') return { name, value };
  }
  return undefined;
}

/** A callback of the user that cannot disturb the call it is told about, also not by a promise that rejects. */
function quietly<A extends readonly unknown[]>(
  callback: ((...args: A) => unknown) | undefined,
): (...args: A) => void {
  if (callback === undefined) return () => undefined;
  return (...args) => {
    const told = async () => {
      await callback(...args);
    };
    told().catch(() => undefined);
  };
}
