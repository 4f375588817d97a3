import ts from 'typescript';

const MARK = /^\/\/ covers: (.*)$/;
const ID = /^(?:\d+|[WMT]\d+b?)$/;
const FUNCTIONS = new Set(['describe', 'it', 'test']);

/**
 * The tests of one file that say, in a comment `// covers: 12, W18` right above them, which rows of the catalogue they
 * show.
 *
 * @returns {{ marks: { ids: string[], title: string }[], problems: string[] }}
 */
export function findMarks(fileName, text) {
  const source = ts.createSourceFile(fileName, text, ts.ScriptTarget.Latest, true);
  const marks = [];
  const problems = [];
  let used = 0;

  const visit = (node, path) => {
    const call = ts.isExpressionStatement(node) ? testCall(node.expression) : undefined;
    if (call === undefined) {
      ts.forEachChild(node, (child) => visit(child, path));
      return;
    }
    const titles = [...path, titleOf(call, source)];
    for (const range of ts.getLeadingCommentRanges(text, node.pos) ?? []) {
      const match = MARK.exec(text.slice(range.pos, range.end).trim());
      if (match === null) continue;
      used += 1;
      const ids = match[1].split(',').map((id) => id.trim());
      for (const id of ids.filter((each) => !ID.test(each))) problems.push(`${fileName}: "${id}" is no row`);
      marks.push({ ids, title: titles.join(' › ') });
    }
    for (const argument of call.arguments) visit(argument, titles);
  };
  visit(source, []);

  const written = text.split('\n').filter((line) => MARK.test(line.trim())).length;
  if (written !== used) problems.push(`${fileName}: a "// covers:" line does not stand right above a test`);
  return { marks, problems };
}

/** `test(…)`, `describe.each(…)(…)` and the like; `undefined` for any other call. */
function testCall(expression) {
  if (!ts.isCallExpression(expression)) return undefined;
  let callee = expression.expression;
  while (!ts.isIdentifier(callee)) {
    if (ts.isPropertyAccessExpression(callee) || ts.isCallExpression(callee)) callee = callee.expression;
    else if (ts.isTaggedTemplateExpression(callee)) callee = callee.tag;
    else return undefined;
  }
  return FUNCTIONS.has(callee.text) ? expression : undefined;
}

function titleOf(call, source) {
  const [title] = call.arguments;
  if (title === undefined) return '';
  return ts.isStringLiteralLike(title) ? title.text : title.getText(source).replaceAll(/^[`'"]|[`'"]$/g, '');
}
