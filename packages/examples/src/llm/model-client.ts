import * as v from 'valibot';
import { type ChatRequest, ChatResponseSchema } from './chat-messages';
import { ModelError } from './model-error';
import type { ModelSettings } from './model-settings';

/** One question to the model. */
export interface CompletionRequest {
  readonly system: string;
  readonly prompt: string;
  /** Asks for a JSON object instead of prose. */
  readonly json?: boolean;
  readonly signal?: AbortSignal;
}

/** Talks to any server with OpenAI's chat-completions endpoint. */
export interface ModelClient {
  /**
   * The model's answer as text.
   *
   * @throws {@link ModelError} when the server cannot be reached, refuses, or answers something else than a completion.
   */
  complete(request: CompletionRequest): Promise<string>;
}

const TIMEOUT_MS = 60_000;

export function createModelClient({ baseUrl, apiKey, model }: ModelSettings): ModelClient {
  const url = `${baseUrl}/chat/completions`;
  return {
    complete: async ({ system, prompt, json, signal }) => {
      const body: ChatRequest = {
        model,
        messages: [
          { role: 'system', content: system },
          { role: 'user', content: prompt },
        ],
        ...(json ? { response_format: { type: 'json_object' } } : {}),
      };
      const deadline = AbortSignal.timeout(TIMEOUT_MS);
      const response = await fetch(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(apiKey ? { authorization: `Bearer ${apiKey}` } : {}),
        },
        body: JSON.stringify(body),
        signal: signal ? AbortSignal.any([signal, deadline]) : deadline,
      }).catch((error: unknown) => {
        if (signal?.aborted) throw error;
        throw new ModelError(`The model at ${url} cannot be reached.`, true, { cause: error });
      });
      if (!response.ok) {
        const retryable = response.status === 408 || response.status === 429 || response.status >= 500;
        throw new ModelError(`The model at ${url} answered ${String(response.status)}.`, retryable);
      }
      const parsed = v.safeParse(ChatResponseSchema, await response.json().catch(() => undefined));
      const content = parsed.success ? parsed.output.choices[0]?.message.content : undefined;
      if (content === undefined)
        throw new ModelError(`The model at ${url} answered without a completion.`, true);
      return content;
    },
  };
}
