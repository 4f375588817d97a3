import { describeIssues, toEvaluateResponse } from '@openbox/core-client/wire';
import { Hono, type Context } from 'hono';
import * as v from 'valibot';
import type { AgentRegistry } from '../agents/agent-registry';
import type { Approval } from '../approvals/approval';
import type { ApprovalDesk } from '../approvals/approval-desk';
import { LocalCoreError } from '../local-core-error';
import { formatPolicyProblem } from '../policies/policy-problem';
import type { PolicyStore } from '../policies/policy-store';
import type { EventLog } from '../store/event-log';
import {
  ApprovalsQuerySchema,
  ApproveBodySchema,
  EventsQuerySchema,
  RejectBodySchema,
} from './admin-queries';
import type { AppEnvironment } from './app-environment';
import { errorResponse } from './error-response';
import { readJson } from './read-json';
import { refuseForeignOrigin, requireJson, requireLoopback } from './request-guards';
import { toApprovalBody } from './to-approval-body';

export interface AdminRoutesParts {
  readonly agents: AgentRegistry;
  readonly approvalDesk: ApprovalDesk;
  readonly eventLog: EventLog;
  readonly policies: PolicyStore;
}

/** `/local/v1`: for people on this machine and their tools. It needs no key, so it answers nobody else. */
export function createAdminRoutes({
  agents,
  approvalDesk,
  eventLog,
  policies,
}: AdminRoutesParts): Hono<AppEnvironment> {
  const routes = new Hono<AppEnvironment>();
  routes.use(requireLoopback, refuseForeignOrigin, requireJson);

  routes.get('/status', (context) => {
    const { files, ruleCount, guardrailCount, loadedAt, generation, problems, warnings } = policies.status();
    return context.json({
      agents: agents.list().map(({ name, agentId, active }) => ({ name, agent_id: agentId, active })),
      policies: {
        files,
        rule_count: ruleCount,
        guardrail_count: guardrailCount,
        loaded_at: loadedAt,
        generation,
        problems: problems.map(formatPolicyProblem),
        warnings: warnings.map(formatPolicyProblem),
      },
    });
  });

  routes.get('/events', async (context) => {
    const filter = v.safeParse(EventsQuerySchema, context.req.query());
    if (!filter.success) return errorResponse(context, 400, describeIssues(filter.issues));
    const events = await eventLog.list(filter.output);
    return context.json({
      events: events.map(
        ({ sequence, governanceEventId, agentId, agentName, receivedAt, event, verdict }) => ({
          sequence,
          governance_event_id: governanceEventId,
          agent_id: agentId,
          agent_name: agentName,
          received_at: receivedAt,
          event,
          verdict: toEvaluateResponse(verdict),
        }),
      ),
    });
  });

  routes.get('/approvals', async (context) => {
    const filter = v.safeParse(ApprovalsQuerySchema, context.req.query());
    if (!filter.success) return errorResponse(context, 400, describeIssues(filter.issues));
    const approvals = await approvalDesk.list(filter.output);
    return context.json({ approvals: approvals.map(toApprovalBody) });
  });

  routes.get('/approvals/:id', async (context) => {
    const approval = await approvalDesk.get(context.req.param('id'));
    if (approval === undefined) return errorResponse(context, 404, 'There is no approval with this id.');
    return context.json(toApprovalBody(approval));
  });

  routes.post('/approvals/:id/approve', async (context) => {
    const body = await readDecision(context);
    if (body.problem !== undefined) return errorResponse(context, 400, body.problem);
    const decision = v.safeParse(ApproveBodySchema, body.value);
    if (!decision.success) return errorResponse(context, 400, describeIssues(decision.issues));
    return answerDecision(context, approvalDesk.approve(context.req.param('id'), decision.output));
  });

  routes.post('/approvals/:id/reject', async (context) => {
    const body = await readDecision(context);
    if (body.problem !== undefined) return errorResponse(context, 400, body.problem);
    const decision = v.safeParse(RejectBodySchema, body.value);
    if (!decision.success) return errorResponse(context, 400, describeIssues(decision.issues));
    return answerDecision(context, approvalDesk.reject(context.req.param('id'), decision.output));
  });

  return routes;
}

/** A decision without a body is one without a reason. */
async function readDecision(context: Context<AppEnvironment>): ReturnType<typeof readJson> {
  const isEmpty = (await context.req.arrayBuffer()).byteLength === 0;
  return isEmpty ? { value: {} } : readJson(context);
}

async function answerDecision(
  context: Context<AppEnvironment>,
  decided: Promise<Approval>,
): Promise<Response> {
  try {
    return context.json(toApprovalBody(await decided));
  } catch (error) {
    if (!(error instanceof LocalCoreError)) throw error;
    const statuses = { approval_not_found: 404, approval_closed: 409, options_invalid: 400 } as const;
    const status = isDecisionError(error.code) ? statuses[error.code] : 500;
    return errorResponse(context, status, error.message);
  }
}

function isDecisionError(code: string): code is 'approval_not_found' | 'approval_closed' | 'options_invalid' {
  return ['approval_not_found', 'approval_closed', 'options_invalid'].includes(code);
}
