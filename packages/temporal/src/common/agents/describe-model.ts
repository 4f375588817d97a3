import type { ModelDescription } from './activity-description';
import { readField, readText } from './read-field';

/** What the arguments of a model activity say of the model and of the tools that it is offered. */
export interface ModelRequest {
  readonly id: string | undefined;
  readonly tools: unknown;
  readonly streaming: boolean;
  /** Whether a tool's `type` means that the provider runs it. */
  readonly isHosted: (type: string) => boolean;
}

/** An id such as `anthropic/claude-sonnet-4` names its provider; any other does not say it. */
export function describeModel({ id, tools, streaming, isHosted }: ModelRequest): ModelDescription {
  const provider = id === undefined ? undefined : /^([^/]+)\/./.exec(id)?.[1];
  const hostedTools = hostedToolNames(tools, isHosted);
  return {
    ...(provider !== undefined && { provider }),
    ...(id !== undefined && { id }),
    ...(streaming && { streaming }),
    ...(hostedTools.length > 0 && { hostedTools }),
  };
}

function hostedToolNames(tools: unknown, isHosted: (type: string) => boolean): string[] {
  if (!Array.isArray(tools)) return [];
  return tools.flatMap((tool: unknown) => {
    const type = readField(tool, 'type');
    if (typeof type !== 'string' || !isHosted(type)) return [];
    return [readText(tool, 'name') ?? readText(tool, 'id') ?? type];
  });
}
