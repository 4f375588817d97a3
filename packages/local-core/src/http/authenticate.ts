import { createMiddleware } from 'hono/factory';
import type { AgentRegistry } from '../agents/agent-registry';
import type { AppEnvironment } from './app-environment';
import { errorResponse } from './error-response';

/** Finds the agent of the bearer key and keeps it in the context, or answers 401. */
export function authenticate(agents: AgentRegistry): ReturnType<typeof createMiddleware<AppEnvironment>> {
  return createMiddleware<AppEnvironment>(async (context, next) => {
    const [, apiKey] = /^Bearer +(\S+)$/i.exec(context.req.header('authorization') ?? '') ?? [];
    if (apiKey === undefined) {
      return errorResponse(
        context,
        401,
        'An API key is missing: send "Authorization: Bearer <key>".',
        'missing_api_key',
      );
    }
    const agent = agents.findByKey(apiKey);
    if (agent === undefined)
      return errorResponse(context, 401, 'No agent has this API key.', 'invalid_api_key');
    context.set('agent', agent);
    return next();
  });
}

/** Answers 403 for a suspended agent. */
export const requireActiveAgent = createMiddleware<AppEnvironment>(async (context, next) => {
  const { active, name } = context.get('agent');
  return active ? next() : errorResponse(context, 403, `The agent "${name}" is suspended.`, 'agent_inactive');
});
