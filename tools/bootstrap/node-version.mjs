/** What to tell somebody whose Node is too old; `undefined` for a supported version. Old syntax: an old Node reads this file. */
export function unsupportedNodeMessage(version) {
  const parts = version.split('.').map(Number);
  const major = parts[0];
  const minor = parts[1];
  if ((major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major > 22) return undefined;
  return (
    'OpenBox needs Node.js 20.19 or later, or 22.12 or later; this is ' +
    version +
    '.\nInstall one from https://nodejs.org, or with a version manager: nvm install 22 && nvm use 22'
  );
}
