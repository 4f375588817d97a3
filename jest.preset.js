/**
 * What every package's jest.config.cts spreads.
 *
 * ky is published as ES modules only, which Jest cannot `require` on the Node versions we support: it is transformed like our own code.
 */
module.exports = {
  testEnvironment: 'node',
  // Tests wait for conditions; on a busy machine these may take a while to come true.
  testTimeout: 30_000,
  testMatch: ['<rootDir>/src/**/*.test.ts'],
  transform: { '^.+\\.[tj]s$': ['ts-jest', { tsconfig: '<rootDir>/tsconfig.spec.json' }] },
  transformIgnorePatterns: ['/node_modules/(?!ky/)', '/packages/[^/]+/dist/'],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/out-tsc/'],
};
