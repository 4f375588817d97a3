import { type ModelClient } from './model-client';

/** A model client that remembers the prompts that went through it. */
export interface RecordingModelClient extends ModelClient {
  /** Every prompt, oldest first. */
  prompts(): readonly string[];
}

/** Remember what is sent to a model that cannot be asked what it received. */
export function createRecordingModelClient(next: ModelClient): RecordingModelClient {
  const prompts: string[] = [];
  return {
    complete: (request) => {
      prompts.push(request.prompt);
      return next.complete(request);
    },
    prompts: () => [...prompts],
  };
}
