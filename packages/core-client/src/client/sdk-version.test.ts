import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SDK_IDENTIFIER, SDK_VERSION } from './sdk-version';

it('is the version of the package', () => {
  const manifest = JSON.parse(readFileSync(join(__dirname, '../../package.json'), 'utf8')) as {
    version: string;
  };
  expect(SDK_VERSION).toBe(manifest.version);
});

// covers: W73
it('has the form that Core knows', () => {
  expect(SDK_IDENTIFIER).toMatch(
    /^openbox-[a-z0-9]+(-[a-z0-9]+)*-[a-z0-9]+-v\d+\.\d+(\.\d+)?([-+][0-9A-Za-z.-]+)?$/,
  );
});
