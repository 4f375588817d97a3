import assert from 'node:assert/strict';
import { test } from 'node:test';
import { unsupportedNodeMessage } from './node-version.mjs';

for (const version of ['20.19.0', '20.20.2', '22.12.0', '22.13.1', '24.0.0', '26.1.0']) {
  test(`accepts Node ${version}`, () => assert.equal(unsupportedNodeMessage(version), undefined));
}

for (const version of ['18.20.8', '20.18.3', '21.7.0', '22.11.0']) {
  test(`refuses Node ${version} and says which one is needed`, () => {
    assert.match(unsupportedNodeMessage(version), new RegExp(`20\\.19 .* 22\\.12 .* this is ${version}`));
  });
}
