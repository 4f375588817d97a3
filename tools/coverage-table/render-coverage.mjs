const INTRODUCTION = `# What the tests show

Generated from the tests by \`npm run coverage\`: each row names the tests that show it. A test says so itself, in a
comment above it: \`// covers: 12, W18\`.
`;

/**
 * @param {{ title: string, rows: string[][] }[]} groups - rows of id, statement and, where no test can show it, reason
 * @param {Map<string, { file: string, title: string }[]>} tests - by row; files relative to the document
 */
export function renderCoverage(groups, tests) {
  const sections = groups.map(({ title, rows }) => {
    const lines = rows.map(([id, statement, reason]) => {
      const shown = (tests.get(id) ?? []).map(({ file, title: name }) => `[${escape(name)}](${file})`);
      const cell = shown.length > 0 ? shown.join('<br>') : `*${reason ?? 'nothing'}*`;
      return `| ${id} | ${escape(statement)} | ${cell} |`;
    });
    return [`## ${title}`, '', '| # | What holds | Shown by |', '| --- | --- | --- |', ...lines].join('\n');
  });
  return `${[INTRODUCTION, ...sections].join('\n\n').replace(/\n{3,}/g, '\n\n')}\n`;
}

function escape(text) {
  return text.replaceAll(/[|[\]<>]/g, (character) => `\\${character}`).replaceAll('\n', ' ');
}
