import * as v from 'valibot';
import { AdminErrorSchema } from './admin-bodies';

/** A request to the admin API of a running server that was refused, or reached none. */
export class AdminRequestError extends Error {
  override readonly name = 'AdminRequestError';
}

/** Talks to the admin API of a running server. */
export interface AdminClient {
  get<Schema extends v.GenericSchema>(path: string, schema: Schema): Promise<v.InferOutput<Schema>>;
  post<Schema extends v.GenericSchema>(
    path: string,
    body: object,
    schema: Schema,
  ): Promise<v.InferOutput<Schema>>;
}

const TIMEOUT_MS = 10_000;

/**
 * @param url - address of the server, as it printed it
 * @throws {@link AdminRequestError} from every call, with a message for people
 */
export function createAdminClient(url: string): AdminClient {
  const base = url.replace(/\/+$/, '');
  const request = async <Schema extends v.GenericSchema>(
    path: string,
    init: RequestInit,
    schema: Schema,
  ): Promise<v.InferOutput<Schema>> => {
    if (!URL.canParse(base))
      throw new AdminRequestError(`"${url}" is no address; one looks like http://127.0.0.1:8086.`);
    const answer = await send(`${base}/local/v1${path}`, init, base);
    const body = v.safeParse(schema, answer);
    if (!body.success)
      throw new AdminRequestError(`${base} does not answer like a local-core of this version.`);
    return body.output;
  };
  return {
    get: (path, schema) => request(path, {}, schema),
    post: (path, body, schema) => {
      const headers = { 'content-type': 'application/json' };
      return request(path, { method: 'POST', headers, body: JSON.stringify(body) }, schema);
    },
  };
}

async function send(url: string, init: RequestInit, base: string): Promise<unknown> {
  let response: Response;
  try {
    response = await fetch(url, { ...init, signal: AbortSignal.timeout(TIMEOUT_MS) });
  } catch {
    const remedy = 'Start one with "openbox-core start --policies <path>", or name its address with --url.';
    throw new AdminRequestError(`No local-core answers at ${base}. ${remedy}`);
  }
  const body: unknown = await response.json().catch(() => undefined);
  if (response.ok) return body;
  const problem = v.safeParse(AdminErrorSchema, body);
  const text = problem.success
    ? problem.output.message
    : `${base} answered with status ${String(response.status)}.`;
  throw new AdminRequestError(text);
}
