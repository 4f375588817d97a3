import type { Context } from '@temporalio/activity';
import { defaultFailureConverter, defaultPayloadConverter } from '@temporalio/common';
import type { LoadedDataConverter } from '@temporalio/common';

const DEFAULT: LoadedDataConverter = {
  payloadConverter: defaultPayloadConverter,
  failureConverter: defaultFailureConverter,
  payloadCodecs: [],
};

/** How the worker converts and encodes values: its client has its converter. */
export function dataConverterOf(context: Pick<Context, 'client'>): LoadedDataConverter {
  try {
    return context.client.options.loadedDataConverter;
  } catch {
    // Temporal's mock of an activity's environment has no client, and throws.
    return DEFAULT;
  }
}
