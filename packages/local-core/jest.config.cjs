const preset = require('../../jest.preset.js');

module.exports = {
  ...preset,
  displayName: 'local-core',
  rootDir: __dirname,
  // Many tests start processes, which takes its time on a busy machine.
  testTimeout: 60_000,
};
