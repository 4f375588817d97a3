import { OpenBoxError, type OpenBoxErrorOptions } from './openbox-error';

/** What an {@link OpenBoxAuthError} can mean: the key itself is refused, or its agent is suspended. */
export type OpenBoxAuthErrorCode = 'key_refused' | 'agent_inactive';

/** Core does not let this key work. Trying again does not help. */
export class OpenBoxAuthError extends OpenBoxError {
  static override readonly errorName: string = 'OpenBoxAuthError';

  override readonly code: OpenBoxAuthErrorCode;

  constructor(code: OpenBoxAuthErrorCode, message: string, options?: OpenBoxErrorOptions) {
    super(code, message, options);
    this.code = code;
  }
}
