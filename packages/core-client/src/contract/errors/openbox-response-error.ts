import { OpenBoxError, type OpenBoxErrorOptions } from './openbox-error';

/** Core's answer is not what the protocol says. It is never taken for a verdict. */
export class OpenBoxResponseError extends OpenBoxError {
  static override readonly errorName: string = 'OpenBoxResponseError';

  constructor(message: string, options?: OpenBoxErrorOptions) {
    super('response_invalid', message, options);
  }
}
