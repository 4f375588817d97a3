import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { runProcess } from '../bootstrap/run-process.mjs';
import { temporaryFolder } from '../testing/temporary-folder.mjs';
import { createFixtureWorkspace } from './fixture-workspace.mjs';

const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const use = (name, from) => `import { ${name} } from '${from}';\nexport const used = ${name};\n`;

/** What is allowed: none of it may be reported, or the refusals below would prove nothing. */
const LEGAL = {
  'core-client/src/index.ts': "export { verdict } from './contract/index';\nexport const client = 1;\n",
  'core-client/src/contract/index.ts':
    'export const verdict = 1;\nexport interface Verdict {\n  name: string;\n}\n',
  'core-client/src/wire/index.ts': use('verdict', '../contract/index'),
  'spans/src/index.ts': "import { client } from '@openbox/core-client';\nexport const spans = client;\n",
  'instrument-fs/src/index.ts': "import { spans } from '@openbox/spans';\nexport const fileIo = spans;\n",
  'tracing/src/index.ts': "import { spans } from '@openbox/spans';\nexport const traced = spans;\n",
  'temporal/src/index.ts': "import { client } from '@openbox/core-client';\nexport const worker = client;\n",
  'temporal/src/common/index.ts': use('defaultPayloadConverter', '@temporalio/common'),
  'temporal/src/workflow/index.ts': [
    "import { sleep } from '@temporalio/workflow';",
    "import { verdict } from '@openbox/core-client/contract';",
    "import { used } from '../common/index';",
    'export const all = [sleep, verdict, used];\n',
  ].join('\n'),
  'temporal/src/worker/index.ts': use('all', '../workflow/index'),
  'local-core/src/index.ts': "import { client } from '@openbox/core-client';\nexport const core = client;\n",
  'local-core/src/cli/main.ts': "console.log('listening');\n",
  'e2e/src/index.ts': [
    "import { core } from '@openbox/local-core';",
    "import { worker } from '@openbox/temporal';",
    'export const all = [core, worker];\n',
  ].join('\n'),
  'e2e/src/legal.test.ts': [
    "import { all } from './index';",
    "describe.each([[1]])('case %s', (count) => {",
    "  it('has both', () => {",
    '    expect(all).toEqual(expect.any(Array));',
    '    expect(count).toBe(1);',
    '  });',
    '});\n',
  ].join('\n'),
};

const LAYERS_RULE = '@nx/enforce-module-boundaries';
const IMPORTS_RULE = '@typescript-eslint/no-restricted-imports';
const PATHS_RULE = 'import-x/no-restricted-paths';

/** What is refused: the file, its source, and the rule that must speak. */
const REFUSED = [
  ['core imports capture', 'core-client/src/up.ts', use('spans', '@openbox/spans'), LAYERS_RULE],
  [
    'core imports a type of capture',
    'core-client/src/up-type.ts',
    "import { type spans } from '@openbox/spans';\nexport type Spans = typeof spans;\n",
    LAYERS_RULE,
  ],
  ['core imports OpenTelemetry', 'core-client/src/otel.ts', use('trace', '@opentelemetry/api'), LAYERS_RULE],
  [
    'core imports Temporal',
    'core-client/src/tmprl.ts',
    use('defaultPayloadConverter', '@temporalio/common'),
    LAYERS_RULE,
  ],
  [
    'core reaches into another package',
    'core-client/src/reach.ts',
    use('spans', '../../spans/src/index'),
    LAYERS_RULE,
  ],
  ['capture imports Temporal', 'spans/src/tmprl.ts', use('sleep', '@temporalio/workflow'), LAYERS_RULE],
  ['capture imports integration', 'spans/src/up.ts', use('worker', '@openbox/temporal'), LAYERS_RULE],
  [
    'instrumentations know each other',
    'tracing/src/sibling.ts',
    use('fileIo', '@openbox/instrument-fs'),
    LAYERS_RULE,
  ],
  [
    'an instrumentation imports Temporal',
    'tracing/src/tmprl.ts',
    use('sleep', '@temporalio/workflow'),
    LAYERS_RULE,
  ],
  [
    'integration imports an instrumentation',
    'temporal/src/fs.ts',
    use('fileIo', '@openbox/instrument-fs'),
    LAYERS_RULE,
  ],
  [
    'integration imports the local Core',
    'temporal/src/dev.ts',
    use('core', '@openbox/local-core'),
    LAYERS_RULE,
  ],
  ['the local Core imports capture', 'local-core/src/spans.ts', use('spans', '@openbox/spans'), LAYERS_RULE],
  ['an undeclared package', 'local-core/src/undeclared.ts', use('semver', 'semver'), LAYERS_RULE],
  ['contract imports Node', 'core-client/src/contract/node.ts', use('readFile', 'node:fs'), IMPORTS_RULE],
  [
    'contract imports Node without prefix',
    'core-client/src/contract/fs.ts',
    use('readFile', 'fs'),
    IMPORTS_RULE,
  ],
  [
    'contract imports a package',
    'core-client/src/contract/valibot.ts',
    use('string', 'valibot'),
    IMPORTS_RULE,
  ],
  [
    'contract imports the client',
    'core-client/src/contract/client.ts',
    use('client', '../index'),
    PATHS_RULE,
  ],
  [
    'contract reads a Node global',
    'core-client/src/contract/pid.ts',
    'export const pid = process.pid;\n',
    'no-restricted-globals',
  ],
  ['wire imports the client', 'core-client/src/wire/client.ts', use('client', '../index'), PATHS_RULE],
  ['Workflow code imports Node', 'temporal/src/workflow/node.ts', use('readFile', 'node:fs'), IMPORTS_RULE],
  [
    'Workflow code imports the client',
    'temporal/src/workflow/core.ts',
    use('client', '@openbox/core-client'),
    IMPORTS_RULE,
  ],
  [
    'Workflow code imports capture',
    'temporal/src/workflow/spans.ts',
    use('spans', '@openbox/spans'),
    IMPORTS_RULE,
  ],
  [
    'Workflow code imports the worker side',
    'temporal/src/workflow/side.ts',
    use('worker', '../index'),
    PATHS_RULE,
  ],
  ['common imports Node', 'temporal/src/common/node.ts', use('readFile', 'node:fs'), IMPORTS_RULE],
  [
    'common imports the worker side',
    'temporal/src/common/side.ts',
    use('used', '../worker/index'),
    PATHS_RULE,
  ],
  [
    'an import cycle',
    'spans/src/cycle-a.ts',
    "import { b } from './cycle-b';\nexport const a = (): number => b();\n",
    'import-x/no-cycle',
  ],
  [
    'the other half of the cycle',
    'spans/src/cycle-b.ts',
    "import { a } from './cycle-a';\nexport const b = (): number => a();\n",
    'import-x/no-cycle',
  ],
  ['a default export', 'spans/src/default.ts', 'export default 1;\n', 'import-x/no-default-export'],
  ['export *', 'spans/src/star.ts', "export * from './index';\n", 'no-restricted-syntax'],
  ['export * as', 'spans/src/star-as.ts', "export * as all from './index';\n", 'no-restricted-syntax'],
  [
    'a double assertion',
    'spans/src/double.ts',
    "export const n = 'a' as unknown as number;\n",
    'no-restricted-syntax',
  ],
  [
    'any',
    'spans/src/any.ts',
    'export const f = (value: any): number => (value === 1 ? 1 : 2);\n',
    '@typescript-eslint/no-explicit-any',
  ],
  [
    '@ts-ignore',
    'spans/src/ignore.ts',
    '// @ts-ignore: because\nexport const n = 1;\n',
    '@typescript-eslint/ban-ts-comment',
  ],
  [
    'a non-null assertion',
    'spans/src/bang.ts',
    'export const f = (n?: number): number => n!;\n',
    '@typescript-eslint/no-non-null-assertion',
  ],
  ['console', 'spans/src/log.ts', "export const f = (): void => console.log('x');\n", 'no-console'],
  [
    'a floating promise',
    'spans/src/floating.ts',
    'export const f = (): void => {\n  Promise.resolve(1);\n};\n',
    '@typescript-eslint/no-floating-promises',
  ],
  ['a file over 400 lines', 'spans/src/long.ts', 'export {};\n'.repeat(401), 'max-lines'],
  [
    'a lint directive',
    'spans/src/directive.ts',
    '/* eslint-disable no-console */\nexport const n = 1;\n',
    'openbox/no-lint-directive',
  ],
  [
    'a directive for one line',
    'spans/src/directive-line.ts',
    '// eslint-disable-next-line\nexport const n = 1;\n',
    'openbox/no-lint-directive',
  ],
  [
    'a file name that is not kebab-case',
    'spans/src/camelCase.ts',
    'export const n = 1;\n',
    'openbox/kebab-case-file-name',
  ],
  ['a dumping ground', 'spans/src/utils.ts', 'export const n = 1;\n', 'openbox/kebab-case-file-name'],
  [
    'a focused test',
    'e2e/src/only.test.ts',
    "it.only('a', () => {\n  expect(1).toBe(1);\n});\n",
    'jest/no-focused-tests',
  ],
  [
    'a skipped test',
    'e2e/src/skip.test.ts',
    "it.skip('a', () => {\n  expect(1).toBe(1);\n});\n",
    'jest/no-disabled-tests',
  ],
  [
    'a test without an assertion',
    'e2e/src/none.test.ts',
    "it('a', () => {\n  Math.random();\n});\n",
    'jest/expect-expect',
  ],
  [
    'an assertion under a condition',
    'e2e/src/condition.test.ts',
    "it('a', () => {\n  if (Math.random() > 2) expect(1).toBe(1);\n});\n",
    'jest/no-conditional-expect',
  ],
  [
    'an assertion without a matcher',
    'e2e/src/matcher.test.ts',
    "it('a', () => {\n  expect(1);\n});\n",
    'jest/valid-expect',
  ],
];

/** What `@nx/dependency-checks` says of a package.json: `spans` uses prettier undeclared, `instrument-fs` declares ms unused. */
const REFUSED_MANIFESTS = [
  [
    'a dependency that is used but not declared',
    'spans/package.json',
    /missing from "dependencies":\s+- prettier$/,
  ],
  ['a dependency that is declared but not used', 'instrument-fs/package.json', /"ms" package is not used/],
];

describe('lint', () => {
  let messages = [];
  const folder = temporaryFolder({ after });

  before(async () => {
    createFixtureWorkspace(folder, ROOT, { ...LEGAL, 'spans/src/undeclared.ts': use('format', 'prettier') });
    const refused = Object.fromEntries(REFUSED.map(([, path, source]) => [path, source]));
    const refusedFile = join(folder, 'refused.json');
    writeFileSync(refusedFile, JSON.stringify(refused));
    const { code, stdout, stderr } = await runProcess(
      process.execPath,
      [join(folder, 'tools/eslint/lint-fixture.mjs'), refusedFile],
      {
        cwd: folder,
        env: { ...process.env, NX_DAEMON: 'false', NX_WORKSPACE_DATA_DIRECTORY: join(folder, '.nx') },
      },
    );
    assert.equal(code, 0, stderr);
    messages = JSON.parse(stdout.trim().split('\n').at(-1));
  });

  for (const [name, path, , rule] of REFUSED) {
    test(`refuses ${name}`, () => {
      const rules = messages.filter((message) => message.path === path).map(({ ruleId }) => ruleId);
      assert.ok(rules.includes(rule), `${path}: expected ${rule}, got ${rules.join(', ') || 'nothing'}`);
    });
  }

  for (const [name, path, expected] of REFUSED_MANIFESTS) {
    test(`refuses ${name}`, () => {
      const found = messages.filter(
        (message) => message.path === path && message.ruleId === '@nx/dependency-checks',
      );
      assert.match(found.map(({ message }) => message).join('\n'), expected);
    });
  }

  test('accepts what the table allows', () => {
    const found = messages.filter(({ path }) => Object.hasOwn(LEGAL, path));
    assert.deepEqual(found, []);
  });
});
