/** The reply that the simulated model writes: the same text always gets the same answer. */
export function simulateDraft(text: string): string {
  const done = /^Done: (.+)$/m.exec(text)?.[1];
  const lower = text.toLowerCase();
  if (lower.includes('admit your fault')) {
    return 'Dear customer, we admit our fault and accept full liability for everything that was damaged.';
  }
  const news =
    done && done !== 'nothing yet'
      ? `This is what we have done: ${done}.`
      : 'A colleague looks after it today.';
  if (lower.startsWith('subject: thank you'))
    return 'Thank you for the kind words! We have passed them on to the packing team.';
  return `Thank you for writing to us. ${news} Please write again if anything is open.`;
}
