/** Somebody ended the demo: Ctrl-C, a signal, or a terminal that went away. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';

  constructor(
    /** What a shell expects of a program that this ended. */
    readonly exitCode: number,
  ) {
    super('The demo was interrupted.');
  }
}
