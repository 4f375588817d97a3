const preset = require('../../jest.preset.js');

module.exports = { ...preset, displayName: 'local-core', rootDir: __dirname };
