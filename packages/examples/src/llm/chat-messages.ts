import * as v from 'valibot';

/** The part of an OpenAI chat-completions request that this example sends and its simulation reads. */
export const ChatRequestSchema = v.object({
  model: v.string(),
  messages: v.pipe(
    v.array(v.object({ role: v.picklist(['system', 'user', 'assistant']), content: v.string() })),
    v.minLength(1),
  ),
  response_format: v.optional(v.object({ type: v.string() })),
  stream: v.optional(v.boolean()),
});

export type ChatRequest = v.InferOutput<typeof ChatRequestSchema>;

/** The part of the answer that this example reads. */
export const ChatResponseSchema = v.object({
  choices: v.pipe(v.array(v.object({ message: v.object({ content: v.string() }) })), v.minLength(1)),
});
