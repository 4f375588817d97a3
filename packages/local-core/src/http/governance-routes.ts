import {
  ApprovalRequestSchema,
  describeIssues,
  GovernanceEventSchema,
  toApprovalResponse,
  toEvaluateResponse,
  type AgentValidationResponse,
} from '@openbox/core-client/wire';
import { Hono } from 'hono';
import * as v from 'valibot';
import type { AgentRegistry } from '../agents/agent-registry';
import type { ApprovalStore } from '../approvals/approval-store';
import { toApprovalDecision } from '../approvals/to-approval-decision';
import type { GovernanceService } from '../governance-service';
import type { AppEnvironment } from './app-environment';
import { authenticate, requireActiveAgent } from './authenticate';
import { errorResponse } from './error-response';
import { readJson } from './read-json';
import { refuseForeignOrigin, requireJson } from './request-guards';
import type { SignatureVerifier } from './verify-signature';

export interface GovernanceRoutesParts {
  readonly agents: AgentRegistry;
  readonly approvals: ApprovalStore;
  readonly governance: GovernanceService;
  readonly verifySignature: SignatureVerifier;
  readonly now: () => Date;
}

/** `/api/v1`: what an SDK talks to, as the wire contract has it. */
export function createGovernanceRoutes(parts: GovernanceRoutesParts): Hono<AppEnvironment> {
  const { agents, approvals, governance, verifySignature, now } = parts;
  const routes = new Hono<AppEnvironment>();
  const identify = [authenticate(agents), verifySignature.middleware] as const;
  const prepare = [...identify, refuseForeignOrigin, requireJson, requireActiveAgent] as const;

  routes.get('/auth/validate', ...identify, (context) => {
    const { agentId, name, active, apiKey } = context.get('agent');
    const body: AgentValidationResponse = {
      valid: true,
      active,
      agent_id: agentId,
      agent_name: name,
      environment: apiKey.startsWith('obx_live_') ? 'live' : 'test',
      message: active ? 'The API key is valid.' : `The agent "${name}" is suspended.`,
    };
    return context.json(body);
  });

  routes.post('/governance/evaluate', ...prepare, async (context) => {
    const body = await readJson(context);
    if (body.problem !== undefined) return errorResponse(context, 400, body.problem);
    const event = v.safeParse(GovernanceEventSchema, body.value);
    if (!event.success) return errorResponse(context, 400, describeIssues(event.issues));
    return context.json(toEvaluateResponse(await governance.evaluate(event.output, context.get('agent'))));
  });

  routes.post('/governance/approval', ...prepare, async (context) => {
    const body = await readJson(context);
    if (body.problem !== undefined) return errorResponse(context, 400, body.problem);
    const request = v.safeParse(ApprovalRequestSchema, body.value);
    if (!request.success) return errorResponse(context, 400, describeIssues(request.issues));
    const { workflow_id: workflowId, run_id: runId, activity_id: activityId } = request.output;
    const { agentId } = context.get('agent');
    const approval = await approvals.findLatest({ agentId, workflowId, runId, activityId });
    if (approval === undefined) return errorResponse(context, 404, 'No approval was asked for this step.');
    // Whether it has expired was worked out by this clock, and is checked by it again.
    context.header('date', now().toUTCString());
    return context.json(toApprovalResponse(toApprovalDecision(approval)));
  });

  return routes;
}
