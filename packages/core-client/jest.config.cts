import preset = require('../../jest.preset.js');

export = { ...preset, displayName: 'core-client', rootDir: __dirname };
