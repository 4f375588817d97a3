import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { GovernanceEvent } from '@openbox/core-client/contract';
import type { CoreReply } from './core-reply';
import { json, verdict, writeReply } from './core-reply';

/** One request as it arrived. */
export interface CoreRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** Tells connections apart. */
  readonly remotePort: number | undefined;
}

/** Body of an approval poll. */
export interface ApprovalPoll {
  readonly workflow_id: string;
  readonly run_id: string;
  readonly activity_id: string;
}

const PENDING = (): CoreReply => json({ id: 'approval-1', action: 'require_approval' });

/** Decides on one event; `undefined` allows it. */
export type CoreScript = (event: GovernanceEvent) => CoreReply | undefined | Promise<CoreReply | undefined>;

/**
 * An OpenBox Core over real HTTP whose every answer the test decides, and which remembers every request.
 *
 * Change {@link script}, {@link onApprovalPoll} and {@link onValidate} at any time; the next request sees it.
 */
export class ScriptedCore {
  /** Key of this Core alone; any other is answered with 401. */
  readonly apiKey = `obx_test_${randomBytes(16).toString('hex')}`;
  readonly requests: CoreRequest[] = [];
  /** Every evaluated event in order of arrival. */
  readonly events: GovernanceEvent[] = [];
  readonly polls: ApprovalPoll[] = [];
  /** Body of every request since the start, also those that {@link reset} forgot. */
  readonly archive: string[] = [];

  script: CoreScript;
  onApprovalPoll: (poll: ApprovalPoll) => CoreReply = PENDING;
  onValidate: () => CoreReply = () =>
    json({ valid: true, active: true, agent_id: 'agent-1', agent_name: 'e2e', environment: 'test' });

  readonly #server: Server;
  #port = 0;

  private constructor(script: CoreScript) {
    this.script = script;
    this.#server = createServer((request, response) => {
      this.#handle(request, response).catch(() => response.destroy());
    });
    this.#server.keepAliveTimeout = 60_000;
  }

  static async start(script: CoreScript = () => undefined): Promise<ScriptedCore> {
    const core = new ScriptedCore(script);
    await core.listen();
    return core;
  }

  get url(): string {
    return `http://127.0.0.1:${String(this.#port)}`;
  }

  /** Listens again, on the address it had before {@link refuse}. */
  async listen(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(this.#port, '127.0.0.1', () => {
        this.#server.off('error', reject);
        resolve();
      });
    });
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  /** Cuts every connection and refuses new ones. */
  async refuse(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeAllConnections();
    await closed;
  }

  async close(): Promise<void> {
    if (this.#server.listening) await this.refuse();
  }

  /** Forgets what it was asked, allows everything, and leaves every approval pending. */
  reset(): void {
    this.requests.length = 0;
    this.events.length = 0;
    this.polls.length = 0;
    this.script = () => undefined;
    this.onApprovalPoll = PENDING;
  }

  /** The events that have all the given fields. */
  eventsLike(fields: Partial<GovernanceEvent>): GovernanceEvent[] {
    return this.events.filter((event) => isLike(event, fields));
  }

  /** `event_type` of every event, with the activity's or signal's name where there is one. */
  get story(): string[] {
    return this.events.map((event) => {
      const name = event.activity_type ?? event.signal_name;
      return name === undefined ? event.event_type : `${event.event_type} ${name}`;
    });
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request);
    this.archive.push(body);
    const { method = '', url: path = '', headers } = request;
    this.requests.push({ method, path, headers, body, remotePort: request.socket.remotePort });
    writeReply(await this.#decide(`${method} ${path}`, headers, body), response);
  }

  async #decide(route: string, headers: IncomingHttpHeaders, body: string): Promise<CoreReply> {
    if (headers.authorization !== `Bearer ${this.apiKey}`)
      return json({ code: 401, message: 'unknown key' }, 401);
    switch (route) {
      case 'GET /api/v1/auth/validate':
        return this.onValidate();
      case 'POST /api/v1/governance/evaluate': {
        const event = JSON.parse(body) as GovernanceEvent;
        this.events.push(event);
        return (await this.script(event)) ?? verdict('allow');
      }
      case 'POST /api/v1/governance/approval': {
        const poll = JSON.parse(body) as ApprovalPoll;
        this.polls.push(poll);
        return this.onApprovalPoll(poll);
      }
      default:
        return json({ code: 404, message: `no such route: ${route}` }, 404);
    }
  }
}

/** A script that gives `reply` to the events that have all the given fields, and allows the others. */
export function answer(fields: Partial<GovernanceEvent>, reply: CoreReply): CoreScript {
  return (event) => (isLike(event, fields) ? reply : undefined);
}

function isLike(event: GovernanceEvent, fields: Partial<GovernanceEvent>): boolean {
  return Object.entries(fields).every(([key, value]) => Reflect.get(event, key) === value);
}
