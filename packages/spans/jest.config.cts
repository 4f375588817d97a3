import preset = require('../../jest.preset.js');

export = { ...preset, displayName: 'spans', rootDir: __dirname };
