const preset = require('../../jest.preset.js');

module.exports = { ...preset, displayName: 'temporal', rootDir: __dirname };
