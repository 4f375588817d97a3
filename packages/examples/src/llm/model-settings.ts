/** Where the agent's language model is. */
export interface ModelSettings {
  /** Base address that ends before `/chat/completions`, as OpenAI's own clients take it. */
  readonly baseUrl: string;
  /** Sent as a bearer token where given; servers on your own machine often need none. */
  readonly apiKey?: string;
  readonly model: string;
}

type Env = Readonly<Record<string, string | undefined>>;

/**
 * A real model from `OPENAI_BASE_URL`, `OPENAI_API_KEY` and `OPENAI_MODEL`, or `undefined` where neither of the first
 * two is set: then the simulation answers.
 *
 * @throws Error when `OPENAI_BASE_URL` is no http(s) address.
 */
export function resolveModelSettings(env: Env): ModelSettings | undefined {
  const { OPENAI_BASE_URL: baseUrl, OPENAI_API_KEY: apiKey, OPENAI_MODEL: model } = env;
  if (!baseUrl && !apiKey) return undefined;
  const address = baseUrl || 'https://api.openai.com/v1';
  if (!URL.canParse(address) || !/^https?:$/.test(new URL(address).protocol)) {
    throw new Error('OPENAI_BASE_URL is not an http(s) address, such as http://127.0.0.1:11434/v1.');
  }
  return {
    baseUrl: address.replace(/\/+$/, ''),
    ...(apiKey ? { apiKey } : {}),
    model: model || 'gpt-4o-mini',
  };
}
