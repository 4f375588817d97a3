import preset = require('../../jest.preset.js');

export = { ...preset, displayName: 'e2e', rootDir: __dirname };
