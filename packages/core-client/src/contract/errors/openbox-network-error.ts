import { OpenBoxError, type OpenBoxErrorOptions } from './openbox-error';

/** Core could not be reached in time, or answered with a status that says nothing about the question. */
export class OpenBoxNetworkError extends OpenBoxError {
  static override readonly errorName: string = 'OpenBoxNetworkError';

  constructor(message: string, options?: OpenBoxErrorOptions) {
    super('api_unreachable', message, options);
  }
}
