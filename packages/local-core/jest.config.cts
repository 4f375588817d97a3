import preset = require('../../jest.preset.js');

export = { ...preset, displayName: 'local-core', rootDir: __dirname };
