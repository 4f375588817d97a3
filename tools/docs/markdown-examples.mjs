/** A fenced block of TypeScript, or an HTML comment that starts with `setup`. */
const BLOCK = /^```ts(?<info>[^\n]*)\n(?<code>[^]*?)^```$|^<!-- setup\n(?<setup>[^]*?)^-->$/gm;
const FILE_NAME = /^\/\/ (?<name>[\w./-]+\.ts)\s*$/;

/**
 * The TypeScript examples of a Markdown text. A block whose first line is `// name.ts` is that file, so that other blocks can import
 * it. `<!-- setup ... -->` holds what the reader is taken to have: such a file, or declarations for the next block. `ts no-check` opts
 * out.
 */
export function markdownExamples(markdown) {
  const examples = [];
  let declarations = '';
  for (const { index, groups } of markdown.matchAll(BLOCK)) {
    const code = groups.setup ?? groups.code;
    const name = FILE_NAME.exec(code.split('\n', 1)[0])?.groups.name;
    if (groups.setup !== undefined && name === undefined) {
      declarations = code;
      continue;
    }
    if (!groups.info?.split(/\s+/).includes('no-check')) {
      const line = markdown.slice(0, index).split('\n').length;
      examples.push({ line, fileName: name ?? `example-${line}.ts`, code: declarations + code });
    }
    declarations = '';
  }
  return examples;
}

/** The relative links of a Markdown text, without their anchors. */
export function markdownLinks(markdown) {
  const withoutCode = markdown.replace(/^```[^]*?^```$/gm, '');
  return [...withoutCode.matchAll(/\]\((?<target>[^)\s]+)\)/g)]
    .map(({ groups }) => groups.target.replace(/#.*$/, ''))
    .filter((target) => target !== '' && !/^[a-z]+:/.test(target));
}
