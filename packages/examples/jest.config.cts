import preset = require('../../jest.preset.js');

export = { ...preset, displayName: 'examples', rootDir: __dirname };
