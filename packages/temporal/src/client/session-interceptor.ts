import { OpenBoxConfigError } from '@openbox/core-client/contract';
import type { WorkflowClientInterceptor } from '@temporalio/client';
import { toSessionId, withSession } from '../common/multi-agent-session';

/**
 * Has the workflows that a client starts belong to a multi-agent session: their events, and those of the children,
 * activities and later runs that come of them, carry `multi_agent_session_id`. For `interceptors.workflow` of a client.
 *
 * @param session - the session's id, or what says it at each start; `undefined` starts outside of any session.
 * @throws OpenBoxConfigError where the id is blank.
 */
export function createSessionInterceptor(
  session: string | (() => string | undefined),
): WorkflowClientInterceptor {
  if (typeof session === 'string' && toSessionId(session) === undefined)
    throw new OpenBoxConfigError('the session id is blank: name the session, or leave the interceptor out');
  const id = (): string | undefined => toSessionId(typeof session === 'string' ? session : session());
  return {
    startWithDetails: (input, next) => next({ ...input, headers: withSession(input.headers, id()) }),
    signalWithStart: (input, next) => next({ ...input, headers: withSession(input.headers, id()) }),
    startUpdateWithStart: (input, next) =>
      next({ ...input, workflowStartHeaders: withSession(input.workflowStartHeaders, id()) }),
  };
}
