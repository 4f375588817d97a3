/** Something that the person who runs the demo can put right; printed as it is, without a stack. */
export class DemoError extends Error {
  override readonly name = 'DemoError';
}
