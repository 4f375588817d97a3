const preset = require('../../jest.preset.js');

module.exports = { ...preset, displayName: 'spans', rootDir: __dirname };
