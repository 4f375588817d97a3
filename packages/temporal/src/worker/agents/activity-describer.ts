import { toJsonValue } from '@openbox/core-client/contract';
import type { Context } from '@temporalio/activity';
import type {
  ActivityDescription,
  DescribeActivity,
  ModelDescription,
  ToolDescription,
} from '../../common/agents/activity-description';
import { describeAiSdkActivity } from '../../common/agents/describe-ai-sdk-activity';
import { describeOpenAIAgentsActivity } from '../../common/agents/describe-openai-agents-activity';
import { readField, readText } from '../../common/agents/read-field';

/** `metadata` of an event that carries `input`. */
export type DescribeInput = (input: readonly unknown[]) => Readonly<Record<string, unknown>>;

export interface ActivityDescriberOptions {
  readonly describeActivity: DescribeActivity | undefined;
  /** Whether the stream of an activity type waits for its verdict. */
  readonly holdsStream: (activityType: string) => boolean;
}

/** Arguments are in the event's input as well, whole: here they serve conditions. */
const ARGUMENT_LIMITS = { maxDepth: 20, maxNodes: 2_000, maxStringChars: 8_000 };

/**
 * Says in events which tool or model an activity stands for, and warns of what no verdict can reach: each once in the
 * life of a worker.
 */
export class ActivityDescriber {
  readonly #options: ActivityDescriberOptions;
  readonly #warned = new Set<string>();

  constructor(options: ActivityDescriberOptions) {
    this.#options = options;
  }

  for({ info, log }: Pick<Context, 'info' | 'log'>): DescribeInput {
    const { activityType } = info;
    const warn = (topic: string, message: string): void => {
      if (this.#warned.has(topic)) return;
      this.#warned.add(topic);
      log.warn(message);
    };
    return (input) => {
      // Of an event's input, which is JSON already: a copy, that whoever describes it may do with as he likes.
      const args = input.map((arg) => toJsonValue(arg));
      const call = { activityType, args, info };
      const own = this.#describeOwn(call, warn);
      const { tool, model } = own ?? describeAiSdkActivity(call) ?? describeOpenAIAgentsActivity(call) ?? {};
      const metadata = {
        ...(tool !== undefined && { tool: toolMetadata(tool) }),
        ...(model !== undefined && { model: modelMetadata(model) }),
      };
      if (model !== undefined) this.#warnOf(model, activityType, warn);
      return metadata;
    };
  }

  #describeOwn(call: Parameters<DescribeActivity>[0], warn: Warn): ActivityDescription | undefined {
    const failed = (error: unknown): void => {
      const reason = error instanceof Error ? error.message : String(error);
      warn(
        `describe ${call.activityType}`,
        `OpenBox: describeActivity failed for ${call.activityType}: ${reason}`,
      );
    };
    try {
      const description: unknown = this.#options.describeActivity?.(call);
      if (description instanceof Promise) {
        description.catch(() => undefined);
        failed(new Error('it returned a promise, and must answer at once'));
        return undefined;
      }
      return toDescription(description);
    } catch (error) {
      failed(error);
      return undefined;
    }
  }

  #warnOf({ streaming, hostedTools = [] }: ModelDescription, activityType: string, warn: Warn): void {
    if (streaming === true && !this.#options.holdsStream(activityType)) {
      warn(
        `stream ${activityType}`,
        `OpenBox: ${activityType} publishes the model's answer while it is produced, before there is a verdict on it. ` +
          'Name it in holdStreams to publish it afterwards',
      );
    }
    if (hostedTools.length > 0) {
      warn(
        'tools',
        `OpenBox: no verdict can stop ${hostedTools.join(', ')}: the model's provider runs it. The same holds for a tool ` +
          'that runs inside workflow code without an activity',
      );
    }
  }
}

type Warn = (topic: string, message: string) => void;

/** Only what is of the documented types: it comes from code that may not be typed. */
function toDescription(value: unknown): ActivityDescription | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const tool = toTool(readField(value, 'tool'));
  const model = toModel(readField(value, 'model'));
  return { ...(tool !== undefined && { tool }), ...(model !== undefined && { model }) };
}

function toTool(value: unknown): ToolDescription | undefined {
  const name = readText(value, 'name');
  if (name === undefined) return undefined;
  const server = readText(value, 'server');
  const given = readField(value, 'arguments');
  return { name, ...(server !== undefined && { server }), ...(given !== undefined && { arguments: given }) };
}

function toModel(value: unknown): ModelDescription | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const provider = readText(value, 'provider');
  const id = readText(value, 'id');
  const hosted = readField(value, 'hostedTools');
  const hostedTools = Array.isArray(hosted) ? hosted.filter((name) => typeof name === 'string') : [];
  return {
    ...(provider !== undefined && { provider }),
    ...(id !== undefined && { id }),
    ...(readField(value, 'streaming') === true && { streaming: true }),
    ...(hostedTools.length > 0 && { hostedTools }),
  };
}

function toolMetadata({ arguments: given, ...tool }: ToolDescription): Record<string, unknown> {
  return { ...tool, ...(given !== undefined && { arguments: toJsonValue(given, ARGUMENT_LIMITS) }) };
}

function modelMetadata({ hostedTools, ...model }: ModelDescription): Record<string, unknown> {
  return { ...model, ...(hostedTools !== undefined && { hosted_tools: hostedTools }) };
}
