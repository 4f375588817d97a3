import { OpenBoxError, type OpenBoxErrorOptions } from './openbox-error';

/** A request could not be signed, or Core refused its signature: wrong key for the agent, or a clock that is off. */
export class OpenBoxSigningError extends OpenBoxError {
  static override readonly errorName: string = 'OpenBoxSigningError';

  constructor(message: string, options?: OpenBoxErrorOptions) {
    super('signing_failed', message, options);
  }
}
