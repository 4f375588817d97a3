import { OpenBoxError, type OpenBoxErrorOptions } from './openbox-error';

/** The URL is http and not of this machine: the API key would travel in clear. */
export class OpenBoxInsecureURLError extends OpenBoxError {
  static override readonly errorName: string = 'OpenBoxInsecureURLError';

  constructor(message: string, options?: OpenBoxErrorOptions) {
    super('url_insecure', message, options);
  }
}
