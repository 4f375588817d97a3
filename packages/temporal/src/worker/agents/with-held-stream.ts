import type { Context } from '@temporalio/activity';
import { HeldStream } from './held-stream';

type Body = (args: unknown[]) => Promise<unknown>;

/** Publish what the body streams only once its result may pass as it is: a stream cannot be redacted. */
export async function withHeldStream(
  context: Context,
  govern: (body: Body) => Promise<unknown>,
  body: Body,
): Promise<unknown> {
  const stream = new HeldStream(context);
  let output: unknown;
  const result = await govern(async (args) => {
    output = await body(args);
    return output;
  });
  if (result === output) {
    await stream.release();
  } else if (stream.discard()) {
    context.log.warn(
      `OpenBox: the stream of ${context.info.activityType} is not published: its result was redacted`,
    );
  }
  return result;
}
