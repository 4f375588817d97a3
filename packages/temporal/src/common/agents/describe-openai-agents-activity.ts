import type { ActivityCall, ActivityDescription } from './activity-description';
import { describeModel } from './describe-model';
import { readField, readText } from './read-field';

/** `<server>-stateless-call-tool` or `<server>-stateful-call-tool`. */
const CALL_TOOL = /^(.+?)(?:-stateless|-stateful)?-call-tool$/s;
const MODEL_ACTIVITIES: ReadonlySet<string> = new Set(['invokeModelActivity', 'invokeModelStreamActivity']);

/** The tool or model of an activity of `@temporalio/openai-agents`, by its type and the shape of its argument. */
export function describeOpenAIAgentsActivity({
  activityType,
  args,
}: Pick<ActivityCall, 'activityType' | 'args'>): ActivityDescription | undefined {
  const [input] = args;
  const server = CALL_TOOL.exec(activityType)?.[1];
  if (server !== undefined) {
    const name = readText(input, 'toolName');
    return name === undefined
      ? undefined
      : { tool: { name, server, arguments: readField(input, 'args') ?? null } };
  }
  const request = readField(input, 'request');
  if (!MODEL_ACTIVITIES.has(activityType) || typeof request !== 'object' || request === null)
    return undefined;
  return {
    model: describeModel({
      id: readText(input, 'modelName'),
      tools: readField(request, 'tools'),
      streaming: activityType === 'invokeModelStreamActivity',
      isHosted: (type) => type === 'hosted_tool',
    }),
  };
}
