import * as v from 'valibot';

/** What the model wants to do about a message. */
export const AgentDecisionSchema = v.object({
  category: v.picklist(['question', 'refund', 'account', 'threat', 'thanks']),
  action: v.picklist([
    'reply',
    'refund',
    'close_account',
    'look_up_customer',
    'export_customers',
    'escalate',
  ]),
  orderId: v.optional(v.string()),
  amountUsd: v.optional(v.pipe(v.number(), v.minValue(0))),
  recipient: v.optional(v.string()),
});

export type AgentDecision = v.InferOutput<typeof AgentDecisionSchema>;

/**
 * Parse the model's answer.
 *
 * @throws Error when it is no JSON or no decision; the answer itself is not repeated, as it may quote the customer.
 */
export function parseAgentDecision(answer: string): AgentDecision {
  let json: unknown;
  try {
    json = JSON.parse(answer);
  } catch {
    throw new Error('The model did not answer with JSON.');
  }
  const parsed = v.safeParse(AgentDecisionSchema, json);
  if (parsed.success) return parsed.output;
  const fields = parsed.issues.map((issue) => v.getDotPath(issue) ?? 'the answer');
  throw new Error(`The model's decision is malformed: ${[...new Set(fields)].join(', ')}.`);
}
