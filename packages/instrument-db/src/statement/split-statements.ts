/** Which rules for quotes and comments a text follows. */
export type SqlDialect = 'postgresql' | 'mysql';

// One token each: a comment, a quoted text or name, a word, a run of what says nothing, or one other character.
const TOKENS: Readonly<Record<SqlDialect, RegExp>> = {
  postgresql:
    /--[^\n]*|\/\*|[eE]'(?:[^'\\]|\\[\s\S]|'')*'?|'(?:[^']|'')*'?|"(?:[^"]|"")*"?|\$(?<tag>[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$[\s\S]*?(?:\$\k<tag>\$|$)|[\w\u0080-\uffff][\w$\u0080-\uffff]*|[\s,.=<>+*]+|[\s\S]/gy,
  // MySQL executes what is in a comment that begins with an exclamation mark.
  mysql:
    /--(?=\s|$)[^\n]*|#[^\n]*|\/\*M?!\d*|\/\*|'(?:[^'\\]|\\[\s\S]|'')*'?|"(?:[^"\\]|\\[\s\S]|"")*"?|`(?:[^`]|``)*`?|[\w$\u0080-\uffff]+|[\s,.=<>+]+|[\s\S]/gy,
};

const ROUTINES = new Set(['FUNCTION', 'PROCEDURE', 'TRIGGER', 'EVENT', 'PACKAGE']);
/** What follows an `END` that does not end a `BEGIN` or `CASE`. */
const OTHER_BLOCKS = new Set(['IF', 'LOOP', 'WHILE', 'REPEAT', 'FOR']);

/**
 * The statements of a text that a server runs one after another: split where a semicolon ends a statement, which it does
 * not within quotes, comments, brackets and the bodies of routines. Where the text is not understood, the pieces are too
 * large or too small, but no statement of it is missing.
 */
export function splitStatements(text: string, dialect: SqlDialect): readonly string[] {
  if (!/;\s*[^\s;]/.test(text)) return [text];
  const statements: string[] = [];
  const piece = new Piece();
  let start = 0;
  let position = 0;
  const take = (): void => {
    if (!piece.isEmpty) statements.push(text.slice(start, position).trim());
    piece.reset();
    start = position + 1;
  };
  const token = new RegExp(TOKENS[dialect]);
  while (position < text.length) {
    token.lastIndex = position;
    const word = token.exec(text)?.[0] ?? text.slice(position);
    if (word === ';' && piece.isComplete) take();
    else piece.add(word);
    position = word === '/*' ? endOfComment(text, position, dialect) : position + word.length;
  }
  take();
  return statements.length === 0 ? [text] : statements;
}

/** What has been seen of the statement that is being read. */
class Piece {
  #first = '';
  #previous = '';
  #brackets = 0;
  #blocks = 0;
  #isRoutine = false;

  /** Only comments and spaces so far. */
  get isEmpty(): boolean {
    return this.#first === '';
  }

  /** Whether a semicolon ends it here. */
  get isComplete(): boolean {
    return this.#brackets <= 0 && this.#blocks <= 0;
  }

  reset(): void {
    this.#first = '';
    this.#previous = '';
    this.#brackets = 0;
    this.#blocks = 0;
    this.#isRoutine = false;
  }

  add(token: string): void {
    if (/^(?:--|#|\/\*$|\s+$)/.test(token)) return;
    const word = token.toUpperCase();
    if (word === '(') this.#brackets += 1;
    if (word === ')') this.#brackets -= 1;
    if (this.#first === 'CREATE' && ROUTINES.has(word)) this.#isRoutine = true;
    // `BEGIN NOT ATOMIC` of MariaDB is a block outside of a routine.
    if (this.#first === 'BEGIN' && this.#previous === 'BEGIN' && word === 'NOT') {
      this.#isRoutine = true;
      this.#blocks = 1;
    } else if (this.#isRoutine) this.#addToRoutine(word);
    if (this.#first === '') this.#first = word;
    this.#previous = word;
  }

  #addToRoutine(word: string): void {
    if (this.#previous === 'END' && OTHER_BLOCKS.has(word)) this.#blocks += 1;
    else if (word === 'BEGIN' || (word === 'CASE' && this.#previous !== 'END')) this.#blocks += 1;
    else if (word === 'END') this.#blocks -= 1;
  }
}

/** Comments of PostgreSQL may have comments in them. */
function endOfComment(text: string, start: number, dialect: SqlDialect): number {
  const mark = /\/\*|\*\//g;
  mark.lastIndex = start + 2;
  let depth = 1;
  for (let match = mark.exec(text); match !== null; match = mark.exec(text)) {
    if (match[0] === '*/') depth -= 1;
    else if (dialect === 'postgresql') depth += 1;
    if (depth === 0) return mark.lastIndex;
  }
  return text.length;
}
