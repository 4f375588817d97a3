/** The smallest workflow there is: what is bundled around it is all that matters. */
export function answer(): Promise<number> {
  return Promise.resolve(42);
}
