import { refusalAsToolResult } from '../../common/agents/refusal-as-tool-result';

/**
 * The same tools or MCP servers, of which each gives the model the refusal of its activity as its result, instead of
 * failing. A halt still ends the run, and what waits for a human still waits.
 *
 * @param toolsOrServers - function tools such as `activityAsTool` makes, or MCP servers such as `statelessMcpServer` makes.
 *
 * @example
 * ```ts
 * new Agent({ name: 'files', mcpServers: withRefusalsAsToolResults([statelessMcpServer('files')]), model: 'gpt-4o' });
 * ```
 */
export function withRefusalsAsToolResults<T extends object>(toolsOrServers: readonly T[]): T[] {
  return toolsOrServers.map((target) =>
    typeof Reflect.get(target, 'invoke') === 'function'
      ? toolWithRefusals(target)
      : serverWithRefusals(target),
  );
}

function toolWithRefusals<T extends object>(tool: T): T {
  const copy = Object.create(Object.getPrototypeOf(tool) as object | null) as T;
  return Object.assign(copy, tool, { invoke: readMember(tool, 'invoke') });
}

function serverWithRefusals<T extends object>(server: T): T {
  // Not a proxy of the server itself: where that is frozen, a proxy of it may not answer otherwise.
  const shadow = Object.create(server) as T;
  return new Proxy(shadow, {
    get: (_, key) => readMember(server, key),
    set: (_, key, value) => Reflect.set(server, key, value),
  });
}

/** How each method that runs a tool says that it was refused. */
const REFUSED_AS = new Map<PropertyKey, (text: string) => unknown>([
  ['invoke', (text) => text],
  ['callTool', toContent],
  ['callToolResult', (text) => ({ content: toContent(text), isError: true })],
]);

function toContent(text: string): unknown[] {
  return [{ type: 'text', text }];
}

/** Methods are bound to their own object: a server may have private fields. */
function readMember(target: object, key: PropertyKey): unknown {
  const member: unknown = Reflect.get(target, key);
  if (typeof member !== 'function') return member;
  const refusedAs = REFUSED_AS.get(key);
  if (refusedAs === undefined) return (...args: unknown[]): unknown => Reflect.apply(member, target, args);
  return async (...args: unknown[]): Promise<unknown> => {
    try {
      return (await Reflect.apply(member, target, args)) as unknown;
    } catch (error) {
      return refusedAs(refusalAsToolResult(error));
    }
  };
}
