const preset = require('../../jest.preset.js');

/** Published as ES modules only: the AI SDK and what it needs. */
const ES_MODULES = 'ai|@ai-sdk|zod|@workflow|@vercel|eventsource-parser|pkce-challenge';

module.exports = {
  ...preset,
  displayName: 'e2e',
  rootDir: __dirname,
  globalSetup: '<rootDir>/src/harness/global-setup.ts',
  globalTeardown: '<rootDir>/src/harness/global-teardown.ts',
  maxWorkers: 2,
  testTimeout: 60_000,
  transform: {
    [`/node_modules/(${ES_MODULES})/.+\\.m?js$`]: '<rootDir>/esm-transform.cjs',
    ...preset.transform,
  },
  transformIgnorePatterns: [`/node_modules/(?!(ky|${ES_MODULES})/)`, '/packages/[^/]+/dist/'],
};
