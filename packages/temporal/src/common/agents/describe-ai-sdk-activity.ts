import type { ActivityCall, ActivityDescription } from './activity-description';
import { describeModel } from './describe-model';
import { readField, readText } from './read-field';

const CALL_TOOL = '-callTool';
const MODEL_ACTIVITIES: ReadonlySet<string> = new Set([
  'invokeModel',
  'invokeModelStreaming',
  'invokeEmbeddingModel',
]);

/** The tool or model of an activity of `@temporalio/ai-sdk`, by its type and the shape of its argument. */
export function describeAiSdkActivity({
  activityType,
  args,
}: Pick<ActivityCall, 'activityType' | 'args'>): ActivityDescription | undefined {
  const [input] = args;
  if (activityType.endsWith(CALL_TOOL)) {
    const name = readText(input, 'name');
    const server = activityType.slice(0, -CALL_TOOL.length);
    if (name === undefined || server === '') return undefined;
    return { tool: { name, server, arguments: readField(input, 'input') ?? null } };
  }
  const id = readText(input, 'modelId');
  if (!MODEL_ACTIVITIES.has(activityType) || id === undefined) return undefined;
  return {
    model: describeModel({
      id,
      tools: readField(readField(input, 'options'), 'tools'),
      streaming: activityType === 'invokeModelStreaming',
      // `provider` of AI SDK 6 and later, `provider-defined` of those before.
      isHosted: (type) => type === 'provider' || type === 'provider-defined',
    }),
  };
}
