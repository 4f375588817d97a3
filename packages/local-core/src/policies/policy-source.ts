import { isScalar, LineCounter, parseDocument, type Document, type Node } from 'yaml';
import type { PolicyProblem } from './policy-problem';

/** Text of one policy file. */
export interface PolicySourceText {
  readonly file: string;
  readonly text: string;
}

/** Where a path of the document, such as `['rules', 0, 'when']`, stands in the file. */
export type PolicyPath = readonly (string | number)[];

/** One parsed policy file, which knows where everything in it stands. */
export class PolicySource {
  readonly file: string;
  readonly document: Document.Parsed;
  readonly #text: string;
  readonly #lines = new LineCounter();

  constructor({ file, text }: PolicySourceText) {
    this.file = file;
    this.#text = text;
    this.document = parseDocument(text, { lineCounter: this.#lines, prettyErrors: false });
  }

  /** Mistakes of the YAML itself. */
  syntaxProblems(): PolicyProblem[] {
    return this.document.errors.map((error) =>
      this.problemAt(error.pos[0], `not valid YAML: ${error.message}`),
    );
  }

  problemAt(offset: number, message: string): PolicyProblem {
    const { line, col } = this.#lines.linePos(Math.min(offset, this.#text.length));
    const position = line === 0 ? { line: 1, column: 1 } : { line, column: col };
    return { file: this.file, ...position, message, lineText: this.#lineText(position.line) };
  }

  /** A problem at the value of a path; where the path is not there, at the nearest thing around it. */
  problemAtPath(path: PolicyPath, message: string): PolicyProblem {
    return this.problemAt(this.#offsetOf(path), message);
  }

  /** A problem with a key itself, not with what stands behind it. */
  problemAtKey(path: PolicyPath, message: string): PolicyProblem {
    const key = path.at(-1);
    const keyOffset = typeof key === 'string' ? keyOffsetIn(this.#node(path.slice(0, -1)), key) : undefined;
    return this.problemAt(keyOffset ?? this.#offsetOf(path), message);
  }

  /** A problem within the text of a scalar: `textOffset` counts in the value, as YAML's quoting and indentation leave it. */
  problemInScalar(path: PolicyPath, textOffset: number, message: string): PolicyProblem {
    return this.problemAt(this.#offsetInScalar(path, textOffset), message);
  }

  #lineText(line: number): string {
    return this.#text.split('\n')[line - 1]?.replace(/\r$/, '') ?? '';
  }

  #node(path: PolicyPath): Node | undefined {
    const node: unknown = path.length === 0 ? this.document.contents : this.document.getIn(path, true);
    return isNode(node) ? node : undefined;
  }

  #offsetOf(path: PolicyPath): number {
    for (let length = path.length; length >= 0; length--) {
      const parent = this.#node(path.slice(0, length - 1));
      const key = path[length - 1];
      const keyOffset = length > 0 && typeof key === 'string' ? keyOffsetIn(parent, key) : undefined;
      const node = this.#node(path.slice(0, length));
      const offset =
        length === path.length ? (node?.range?.[0] ?? keyOffset) : (keyOffset ?? node?.range?.[0]);
      if (offset !== undefined) return offset;
    }
    return 0;
  }

  #offsetInScalar(path: PolicyPath, textOffset: number): number {
    const node = this.#node(path);
    const start = node?.range?.[0];
    if (!isScalar(node) || start === undefined || typeof node.value !== 'string') return this.#offsetOf(path);
    if (node.type === 'BLOCK_LITERAL') return this.#offsetInBlock(start, node.value, textOffset);
    const textStart = node.type === 'PLAIN' ? start : start + 1;
    // With escapes or folded lines the value is not a copy of the source; then the start is the best there is.
    const isCopy = this.#text.startsWith(node.value, textStart);
    return isCopy ? textStart + textOffset : start;
  }

  #offsetInBlock(start: number, value: string, textOffset: number): number {
    const before = value.slice(0, textOffset).split('\n');
    const valueLine = value.split('\n')[before.length - 1] ?? '';
    const line = this.#lines.linePos(start).line + before.length;
    const indent = this.#lineText(line).length - valueLine.length;
    const lineStart = this.#lines.lineStarts[line - 1];
    return lineStart === undefined ? start : lineStart + Math.max(0, indent) + (before.at(-1)?.length ?? 0);
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'range' in value;
}

function keyOffsetIn(parent: Node | undefined, key: string): number | undefined {
  if (parent === undefined || !('items' in parent) || !Array.isArray(parent.items)) return undefined;
  for (const item of parent.items as readonly unknown[]) {
    if (typeof item !== 'object' || item === null || !('key' in item)) continue;
    if (isScalar(item.key) && item.key.value === key) return item.key.range?.[0];
  }
  return undefined;
}
