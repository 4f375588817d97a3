import { OpenBoxError, type OpenBoxErrorOptions } from './openbox-error';

/** An option or environment variable is missing or wrong; the message names it and the remedy. */
export class OpenBoxConfigError extends OpenBoxError {
  static override readonly errorName: string = 'OpenBoxConfigError';

  constructor(message: string, options?: OpenBoxErrorOptions) {
    super('config_invalid', message, options);
  }
}
