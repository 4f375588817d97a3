import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

/** What of a chat-completions request is looked at. */
interface ChatRequest {
  readonly model: string;
  readonly stream?: boolean;
  readonly messages: readonly { readonly role: string; readonly content?: unknown }[];
}

/** What it answers: a text, or a call of a tool. */
type Answer =
  { readonly text: string } | { readonly tool: { readonly name: string; readonly arguments: string } };

/**
 * A model behind OpenAI's chat-completions endpoint. Asked to `call <tool> <arguments as JSON>` it calls that tool, and then
 * repeats what the tool said; anything else it repeats as it is.
 */
export class SimulatedLlm {
  readonly requests: ChatRequest[] = [];
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => {
      this.#answer(request, response).catch(() => response.destroy());
    });
  }

  static async start(): Promise<SimulatedLlm> {
    const llm = new SimulatedLlm();
    await new Promise<void>((resolve) => llm.#server.listen(0, '127.0.0.1', resolve));
    return llm;
  }

  get baseUrl(): string {
    return `http://127.0.0.1:${String((this.#server.address() as AddressInfo).port)}/v1`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chat = (await json(request)) as ChatRequest;
    this.requests.push(chat);
    const answer = decide(chat);
    if (chat.stream === true) {
      stream(chat.model, answer, response);
      return;
    }
    response.setHeader('content-type', 'application/json');
    const [choice, finish] = toMessage(answer);
    response.end(
      JSON.stringify({
        ...envelope(chat.model, 'chat.completion'),
        choices: [{ index: 0, message: { role: 'assistant', ...choice }, finish_reason: finish }],
        usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
      }),
    );
  }
}

function decide({ messages }: ChatRequest): Answer {
  const last = messages.at(-1);
  const text = textOf(last?.content);
  if (last?.role === 'tool') return { text: `The tool said: ${text}` };
  const call = /^call (\w+) (.*)$/s.exec(text);
  return call?.[1] === undefined ? { text } : { tool: { name: call[1], arguments: call[2] ?? '{}' } };
}

function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  const [part] = Array.isArray(content) ? (content as { text?: string }[]) : [];
  return part?.text ?? '';
}

function envelope(model: string, object: string) {
  return { id: 'chatcmpl-1', object, created: 1_700_000_000, model };
}

function toMessage(answer: Answer): [Record<string, unknown>, string] {
  if ('text' in answer) return [{ content: answer.text }, 'stop'];
  return [
    { content: null, tool_calls: [{ index: 0, id: 'call-1', type: 'function', function: answer.tool }] },
    'tool_calls',
  ];
}

/** Word by word. */
function stream(model: string, answer: Answer, response: ServerResponse): void {
  response.setHeader('content-type', 'text/event-stream');
  const send = (delta: Record<string, unknown>, finish: string | null): void => {
    const chunk = {
      ...envelope(model, 'chat.completion.chunk'),
      choices: [{ index: 0, delta, finish_reason: finish }],
    };
    response.write(`data: ${JSON.stringify(chunk)}\n\n`);
  };
  const [message, finish] = toMessage(answer);
  if ('text' in answer) for (const word of answer.text.split(/(?<= )/)) send({ content: word }, null);
  else send(message, null);
  send({}, finish);
  response.end('data: [DONE]\n\n');
}
