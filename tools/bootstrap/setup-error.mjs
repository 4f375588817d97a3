/** A step that cannot go on for a reason the reader can remove. The message says how; no stack is shown. */
export class SetupError extends Error {
  name = 'SetupError';
}
