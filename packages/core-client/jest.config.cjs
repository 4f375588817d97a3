const preset = require('../../jest.preset.js');

module.exports = { ...preset, displayName: 'core-client', rootDir: __dirname };
