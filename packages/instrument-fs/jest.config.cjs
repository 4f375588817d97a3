const preset = require('../../jest.preset.js');

module.exports = { ...preset, displayName: 'instrument-fs', rootDir: __dirname };
