import type { CustomerMessage } from './customer-message';

/** A message as the model reads it. Pure, so that Workflow code may use it. */
export function toPrompt({ subject, body }: CustomerMessage): string {
  return `Subject: ${subject}\n\n${body}`;
}
