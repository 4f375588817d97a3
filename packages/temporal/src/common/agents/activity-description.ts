import type { Info } from '@temporalio/activity';
import type { JsonValue } from '@openbox/core-client/contract';

/** One activity as an event is about to report it. */
export interface ActivityCall {
  readonly activityType: string;
  /** As the event carries them: plain JSON, and after a redaction the redacted ones. */
  readonly args: readonly JsonValue[];
  readonly info: Info;
}

/** The tool that an activity runs on behalf of a model. */
export interface ToolDescription {
  readonly name: string;
  /** The MCP server, or whatever else has the tool. */
  readonly server?: string;
  readonly arguments?: unknown;
}

/** The model that an activity asks. */
export interface ModelDescription {
  readonly provider?: string;
  readonly id?: string;
  /** Its answer is published piece by piece while it is produced, before a verdict on it. */
  readonly streaming?: boolean;
  /** Tools that the model's provider runs by itself. */
  readonly hostedTools?: readonly string[];
}

/** What an activity is, where its type alone does not say it. */
export interface ActivityDescription {
  readonly tool?: ToolDescription;
  readonly model?: ModelDescription;
}

/** Says what an activity is; `undefined` where it has nothing to say. */
export type DescribeActivity = (call: ActivityCall) => ActivityDescription | undefined;
