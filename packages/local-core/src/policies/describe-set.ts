interface Counted {
  readonly ruleCount: number;
  readonly guardrailCount: number;
  readonly files: readonly string[];
}

/** How many rules and guardrails there are, and in which files. */
export function describeSet({ ruleCount, guardrailCount, files }: Counted): string {
  return `${count(ruleCount, 'rule')}, ${count(guardrailCount, 'guardrail')} (${files.join(', ')})`;
}

function count(number: number, noun: string): string {
  return `${String(number)} ${noun}${number === 1 ? '' : 's'}`;
}
