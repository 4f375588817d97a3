/**
 * What went wrong.
 *
 * - `options_invalid`: an option is missing or unusable; the message names it.
 * - `policies_invalid`: a policy file has mistakes; see {@link PolicyLoadError}.
 * - `address_in_use`: another process listens on the wanted port.
 * - `data_dir_in_use`: another process has the data folder open.
 * - `data_dir_unusable`: the data folder cannot be created, or was written by a newer version.
 * - `approval_not_found`: no approval has this id.
 * - `approval_closed`: the approval was decided before, or has expired.
 * - `agent_not_found`: no agent has this name or id.
 * - `closed`: the server was closed while something waited for it.
 */
export type LocalCoreErrorCode =
  | 'options_invalid'
  | 'policies_invalid'
  | 'address_in_use'
  | 'data_dir_in_use'
  | 'data_dir_unusable'
  | 'approval_not_found'
  | 'approval_closed'
  | 'agent_not_found'
  | 'closed';

/** Every error that this package throws on purpose. The message is written for people and holds no key. */
export class LocalCoreError extends Error {
  override readonly name: string = 'LocalCoreError';
  readonly code: LocalCoreErrorCode;

  constructor(code: LocalCoreErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
