const { transformSync } = require('esbuild');

/** For packages that are published as ES modules only, which Jest cannot `require`. */
module.exports = {
  process(source, path) {
    const { code } = transformSync(source, { format: 'cjs', target: 'node20', sourcefile: path });
    return { code };
  },
};
