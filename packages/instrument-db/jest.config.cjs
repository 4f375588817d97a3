const preset = require('../../jest.preset.js');

module.exports = { ...preset, displayName: 'instrument-db', rootDir: __dirname };
