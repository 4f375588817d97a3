/** Values that must not be found where we look. */
export class SecretWatch {
  readonly #secrets = new Map<string, string>();

  add(name: string, value: string): void {
    this.#secrets.set(value, name);
  }

  /** @throws Error that names the secret and `place`, and repeats only the text around it. */
  expectAbsent(place: string, text: string): void {
    for (const [value, name] of this.#secrets) {
      const at = text.indexOf(value);
      if (at >= 0)
        throw new Error(`${name} found in ${place}: ...${text.slice(Math.max(0, at - 300), at)}<here>`);
    }
  }
}
