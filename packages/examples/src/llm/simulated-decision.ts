import type { AgentDecision } from '../agent/agent-decision';

const ORDER = /\b[A-Z]-\d{4}\b/;
const AMOUNT = /(\d{1,3}(?:,\d{3})+|\d+)(\.\d{2})? USD/;

function amountIn(text: string): number | undefined {
  const match = AMOUNT.exec(text);
  return match?.[1] ? Number(match[1].replaceAll(',', '') + (match[2] ?? '')) : undefined;
}

/**
 * What the simulated model decides about a message: the same text always gets the same answer.
 *
 * It is as gullible as a real model on a bad day and obeys instructions hidden in the message, because a governed agent
 * must be safe even then.
 */
export function simulateDecision(text: string): AgentDecision {
  const lower = text.toLowerCase();
  const hijacked = /ignore (all )?(previous|prior) instructions/.test(lower) && lower.includes('export');
  if (hijacked) {
    const recipient = /send it to (\S+?)[.,]?\s/.exec(text)?.[1];
    return { category: 'question', action: 'export_customers', ...(recipient ? { recipient } : {}) };
  }
  if (/you will regret|we will see who laughs|i know where/.test(lower)) {
    return { category: 'threat', action: 'escalate' };
  }
  if (lower.includes('close my account')) return { category: 'account', action: 'close_account' };
  if (/contact details are\s+on\s+file|which data do you have/.test(lower)) {
    return { category: 'account', action: 'look_up_customer' };
  }
  const amountUsd = amountIn(text);
  const orderId = ORDER.exec(text)?.[0];
  if (/\brefund\b/.test(lower) && amountUsd !== undefined && orderId !== undefined) {
    return { category: 'refund', action: 'refund', orderId, amountUsd };
  }
  if (lower.startsWith('subject: thank you')) return { category: 'thanks', action: 'reply' };
  return { category: 'question', action: 'reply', ...(orderId ? { orderId } : {}) };
}
