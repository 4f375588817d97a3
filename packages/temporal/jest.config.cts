import preset = require('../../jest.preset.js');

export = { ...preset, displayName: 'temporal', rootDir: __dirname };
