import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startLocalCore, type LocalCore } from '../local-core';
import type { LocalCoreOptions } from '../local-core-options';

/** An answer with its body, which is JSON in all of the API but the liveness text. */
export interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
  readonly headers: Headers;
}

/** Servers and folders that end with the test. */
export class TestCores {
  readonly #cores = new Set<LocalCore>();
  readonly #folders = new Set<string>();

  async start(options: Partial<LocalCoreOptions> = {}): Promise<LocalCore> {
    const core = await startLocalCore({ policies: { defaultDecision: 'allow' }, ...options });
    this.#cores.add(core);
    return core;
  }

  async folder(): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), 'local-core-'));
    this.#folders.add(folder);
    return folder;
  }

  async end(): Promise<void> {
    await Promise.all([...this.#cores].map((core) => core.close()));
    await Promise.all([...this.#folders].map((folder) => rm(folder, { recursive: true, force: true })));
    this.#cores.clear();
    this.#folders.clear();
  }
}

/** Sends JSON with the key of the first agent, or another one. */
export async function post(
  core: LocalCore,
  path: string,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  return send(core, path, {
    method: 'POST',
    headers: { authorization: `Bearer ${core.apiKey}`, 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
}

export function get(
  core: LocalCore,
  path: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  return send(core, path, { headers });
}

export function evaluate(core: LocalCore, event: unknown, apiKey = core.apiKey): Promise<Answer> {
  return post(core, '/api/v1/governance/evaluate', event, { authorization: `Bearer ${apiKey}` });
}

export function poll(core: LocalCore, activityId = '1', apiKey = core.apiKey): Promise<Answer> {
  const request = { workflow_id: 'order-1', run_id: 'run-1', activity_id: activityId };
  return post(core, '/api/v1/governance/approval', request, { authorization: `Bearer ${apiKey}` });
}

export async function send(core: LocalCore, path: string, init: RequestInit): Promise<Answer> {
  const response = await fetch(`${core.url}${path}`, init);
  const body: unknown = await response.json();
  if (typeof body !== 'object' || body === null) throw new Error(`Not an object: ${JSON.stringify(body)}`);
  return { status: response.status, body: { ...body }, headers: response.headers };
}

/** A clock that stands still until it is moved. */
export class TestClock {
  #time: number;

  constructor(start = '2026-01-01T12:00:00.000Z') {
    this.#time = Date.parse(start);
  }

  readonly now = (): Date => new Date(this.#time);

  advance(durationMs: number): void {
    this.#time += durationMs;
  }
}
