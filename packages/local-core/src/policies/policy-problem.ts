/** One mistake in a policy file, or one thing in it that deserves a second look. */
export interface PolicyProblem {
  /** The file as it was named in the options; `<inline>` for a policy document that was handed over as an object. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1, in characters. */
  readonly column: number;
  /** What is wrong and what to do. */
  readonly message: string;
  /** Text of that line. */
  readonly lineText: string;
}

const MAX_LINE_LENGTH = 160;

/** `file:line:column: message`, and below it the line with a caret under the place. */
export function formatPolicyProblem(problem: PolicyProblem): string {
  const head = `${problem.file}:${String(problem.line)}:${String(problem.column)}: ${problem.message}`;
  if (problem.lineText.trim() === '') return head;
  const start = Math.max(0, problem.column - MAX_LINE_LENGTH);
  const shown = problem.lineText.slice(start, start + MAX_LINE_LENGTH).replaceAll('\t', ' ');
  const gutter = `  ${String(problem.line)} | `;
  return `${head}\n${gutter}${shown}\n${' '.repeat(gutter.length + problem.column - 1 - start)}^`;
}
