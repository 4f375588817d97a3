/** Version of this package; a test holds it equal to package.json, which a bundler may leave behind. */
export const SDK_VERSION = '0.1.0';

/** By this Core knows the SDK; the form is fixed by `openbox_core/sdk_version.py`. */
export const SDK_IDENTIFIER = `openbox-temporal-typescript-v${SDK_VERSION}`;
