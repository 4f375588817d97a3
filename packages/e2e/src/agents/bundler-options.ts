import type { BundleOptions } from '@temporalio/worker';

/** The AI libraries import parts of themselves on demand, which a bundle for an isolate has to have inside. */
export const BUNDLER_OPTIONS: Required<Pick<BundleOptions, 'webpackConfigHook'>> = {
  webpackConfigHook: (config) => ({
    ...config,
    module: { ...config.module, parser: { javascript: { dynamicImportMode: 'eager' } } },
  }),
};
