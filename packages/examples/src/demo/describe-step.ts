import type { GovernanceEvent } from '@openbox/core-client/contract';

const MAX_CHARACTERS = 100;

/** Cut a text to one line that fits the terminal. */
export function shorten(text: string, maxCharacters = MAX_CHARACTERS): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length <= maxCharacters ? line : `${line.slice(0, maxCharacters - 1)}…`;
}

/**
 * What Core was asked about, in one line: `issueRefund { orderId: A-1299, amountUsd: 4000 }`. A `replacement` by
 * guardrails is shown instead of the data, so that nothing redacted reaches the terminal.
 */
export function describeStep(event: GovernanceEvent, replacement?: unknown): string {
  const step = event.activity_type ?? event.signal_name ?? event.workflow_type;
  switch (event.event_type) {
    case 'ActivityStarted':
      return `${step} ${describeValue(firstItem(replacement ?? event.activity_input))}`;
    case 'ActivityCompleted':
      return `result of ${step} ${describeValue(replacement ?? event.activity_output)}`;
    case 'SignalReceived':
      return `signal ${step} ${describeValue(firstItem(event.signal_args))}`;
    default:
      return `${event.event_type} of ${step}`;
  }
}

function firstItem(value: unknown): unknown {
  return Array.isArray(value) ? (value as readonly unknown[])[0] : value;
}

function describeValue(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value !== 'object') return shorten(JSON.stringify(value));
  const fields = Object.entries(value).map(
    ([name, field]) => `${name}: ${typeof field === 'string' ? shorten(field, 48) : JSON.stringify(field)}`,
  );
  return `{ ${shorten(fields.join(', '))} }`;
}
