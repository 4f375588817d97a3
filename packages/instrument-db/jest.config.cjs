const preset = require('../../jest.preset.js');

module.exports = {
  ...preset,
  displayName: 'instrument-db',
  rootDir: __dirname,
  globalSetup: '<rootDir>/src/test-support/servers/global-setup.ts',
  globalTeardown: '<rootDir>/src/test-support/servers/global-teardown.ts',
};
