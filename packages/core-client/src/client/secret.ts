/** Holds a secret so that printing, logging or serialising whatever contains it shows the mask. */
export class Secret {
  readonly #value: string;
  readonly #mask: string;

  constructor(value: string, mask = '***') {
    this.#value = value;
    this.#mask = mask;
  }

  /** The secret itself. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return this.#mask;
  }

  toJSON(): string {
    return this.#mask;
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return `Secret(${this.#mask})`;
  }
}
