const VERBS_AFTER_WITH = new Set([
  'SELECT',
  'INSERT',
  'UPDATE',
  'DELETE',
  'MERGE',
  'REPLACE',
  'TABLE',
  'VALUES',
]);

// One token: a comment, a quoted text or name, a PostgreSQL dollar quote, a word, or any one other character.
const TOKEN =
  /--[^\n]*|#[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|'(?:[^']|'')*'?|"(?:[^"]|"")*"?|`[^`]*`?|\$(\w*)\$[\s\S]*?(?:\$\1\$|$)|[A-Za-z_]\w*|\S/gy;

const MAX_STATEMENT_CHARS = 65_536;

/**
 * The verb of a SQL statement, upper-case: `SELECT` for `(select 1)`, for `-- hint` above `SELECT 1` and for
 * `WITH recent AS (…) SELECT …`. `undefined` where there is none.
 */
export function sqlOperation(statement: string): string | undefined {
  const text = statement.slice(0, MAX_STATEMENT_CHARS);
  let depth = 0;
  let afterWith = false;
  for (const [token] of tokens(text)) {
    if (afterWith) {
      if (token === '(') depth += 1;
      else if (token === ')') depth -= 1;
      else if (depth === 0 && VERBS_AFTER_WITH.has(token.toUpperCase())) return token.toUpperCase();
    } else if (/^[A-Za-z_]/.test(token)) {
      const verb = token.toUpperCase();
      if (verb !== 'WITH') return verb;
      afterWith = true;
    } else if (token !== '(' && token !== ';' && !isComment(token)) {
      return undefined;
    }
  }
  return afterWith ? 'WITH' : undefined;
}

function isComment(token: string): boolean {
  return token.startsWith('--') || token.startsWith('/*') || token.startsWith('#');
}

function* tokens(text: string): Generator<RegExpExecArray> {
  const token = new RegExp(TOKEN);
  const space = /\s+/y;
  let position = 0;
  while (position < text.length) {
    space.lastIndex = position;
    if (space.test(text)) position = space.lastIndex;
    token.lastIndex = position;
    const match = token.exec(text);
    if (match === null) return;
    yield match;
    position = token.lastIndex;
  }
}
