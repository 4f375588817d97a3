/** Environment variables that carry what the global set-up made to the test files, which run in other processes. */
export const EnvironmentName = {
  /** Address of the dev server. */
  ADDRESS: 'OPENBOX_E2E_TEMPORAL_ADDRESS',
  /** Workflow bundle made with OpenBoxPlugin. */
  GOVERNED_BUNDLE: 'OPENBOX_E2E_GOVERNED_BUNDLE',
  /** The same Workflow code, bundled without us. */
  PLAIN_BUNDLE: 'OPENBOX_E2E_PLAIN_BUNDLE',
} as const;

export type EnvironmentName = (typeof EnvironmentName)[keyof typeof EnvironmentName];

/** Value of one of them. @throws Error where the global set-up did not run. */
export function requireEnvironment(name: EnvironmentName): string {
  const value = process.env[name];
  if (value === undefined || value === '')
    throw new Error(`${name} is not set: run these tests through Jest.`);
  return value;
}
