import type { Context } from 'hono';
import type { AppEnvironment } from './app-environment';

/** A body, or why it is none. */
export type JsonBody =
  { readonly value: unknown; readonly problem?: undefined } | { readonly problem: string };

/** Deeper data than any event has would exhaust the stack of whatever walks it. */
const MAX_DEPTH = 500;

/** Reads the body as JSON. What is wrong with it is said without quoting it. */
export async function readJson(context: Context<AppEnvironment>): Promise<JsonBody> {
  const bytes = await context.req.arrayBuffer();
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return { problem: 'The body is not JSON.' };
  }
  return isDeeperThan(value, MAX_DEPTH) ? { problem: 'The body is nested too deeply.' } : { value };
}

function isDeeperThan(root: unknown, maxDepth: number): boolean {
  let level: unknown[] = [root];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > maxDepth) return true;
    const next: unknown[] = [];
    for (const value of level) {
      if (typeof value !== 'object' || value === null) continue;
      for (const child of Object.values(value)) next.push(child);
    }
    level = next;
  }
  return false;
}
