import { readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import ts from 'typescript';
import { markdownExamples } from './markdown-examples.mjs';

/** Type-checks the examples of Markdown files as files beside them, against the built packages. Returns the errors, one text each. */
export function checkExamples(root, documents) {
  const sources = new Map();
  for (const document of documents) {
    const examples = markdownExamples(readFileSync(document, 'utf8'));
    for (const { fileName, code, line } of examples) {
      const path = join(dirname(document), `.${relative(dirname(document), document)}-examples`, fileName);
      // `export {}` makes a module of an example that imports nothing.
      sources.set(path, { text: `${code}\nexport {};\n`, origin: `${relative(root, document)}:${line}` });
    }
  }

  const options = compilerOptions(root);
  const program = ts.createProgram({
    rootNames: [...sources.keys()],
    options,
    host: virtualHost(options, sources, root),
  });
  const errors = ts.getPreEmitDiagnostics(program).map((diagnostic) => {
    const { text, origin } = sources.get(diagnostic.file?.fileName) ?? { text: '', origin: 'tsconfig' };
    const code = text.split('\n')[text.slice(0, diagnostic.start).split('\n').length - 1]?.trim() ?? '';
    return `${origin}: ${ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n')}\n    ${code}`;
  });
  return { count: sources.size, errors };
}

function compilerOptions(root) {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.base.json'), ts.sys.readFile);
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, root);
  // Examples await at the top level, as a reader would in a short program.
  const asModules = { module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler };
  const notEmitting = { noEmit: true, composite: false, declaration: false, declarationMap: false };
  return {
    ...options,
    ...asModules,
    ...notEmitting,
    types: ['node'],
    typeRoots: [join(root, 'node_modules/@types')],
  };
}

/** A compiler host that also sees the examples, as if they were files. */
function virtualHost(options, sources, root) {
  const host = ts.createCompilerHost(options);
  const folders = new Set([...sources.keys()].map((path) => dirname(path)));
  return {
    ...host,
    getCurrentDirectory: () => root,
    fileExists: (path) => sources.has(path) || host.fileExists(path),
    directoryExists: (path) => folders.has(path) || (host.directoryExists?.(path) ?? false),
    readFile: (path) => sources.get(path)?.text ?? host.readFile(path),
    getSourceFile: (path, ...rest) =>
      sources.has(path)
        ? ts.createSourceFile(path, sources.get(path).text, ...rest)
        : host.getSourceFile(path, ...rest),
  };
}
