// The first step of `npm run demo`, `npm test` and `npm run verify`: plain Node, no packages, so that it runs from a fresh clone.
// It keeps to old syntax, because it must be able to tell an old Node what is wrong.
import { unsupportedNodeMessage } from './bootstrap/node-version.mjs';

const message = unsupportedNodeMessage(process.versions.node);
if (message === undefined) {
  import('./bootstrap/main.mjs')
    .then(function (module) {
      return module.main(process.argv.slice(2));
    })
    .then(function (exitCode) {
      process.exitCode = exitCode;
    });
} else {
  console.error(message);
  process.exitCode = 1;
}
