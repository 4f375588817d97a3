import type { HttpBindings } from '@hono/node-server';
import type { LocalAgent } from '../agents/local-agent';

/** What the routes find in hono's context. */
export interface AppEnvironment {
  Bindings: HttpBindings;
  Variables: { agent: LocalAgent };
}
