import type { FileOperation } from './call/file-operation';

/** Which way bytes go. */
export type Direction = 'read' | 'write';

/** All that one stream reads or writes, as one operation that asks once. */
export class StreamTransfer {
  readonly #operation: FileOperation;
  readonly #direction: Direction;
  #permission: Promise<void> | undefined;
  #asked = false;
  #bytes = 0;
  #lines: number | undefined;
  #failure: { readonly error: unknown } | undefined;
  #refusal: { readonly error: unknown } | undefined;
  #over = false;

  constructor(operation: FileOperation, direction: Direction) {
    this.#operation = operation;
    this.#direction = direction;
  }

  get isOver(): boolean {
    return this.#over;
  }

  /** @throws {@link GovernanceRefusedError} (or rejects with it) when it may not happen; from then on each time */
  before(): Promise<void> | void {
    if (this.#refusal !== undefined) throw this.#refusal.error;
    if (this.#asked) return this.#permission;
    this.#asked = true;
    const permission = this.#refusing(() => this.#operation.before());
    this.#permission = permission?.then(
      () => {
        this.#permission = undefined;
      },
      (error: unknown) =>
        this.#refusing(() => {
          throw error;
        }),
    );
    return this.#permission;
  }

  /** @throws {@link GovernanceRefusedError} when it may not happen; from then on each time */
  beforeSync(): void {
    if (this.#refusal !== undefined) throw this.#refusal.error;
    if (this.#asked) return;
    this.#asked = true;
    this.#refusing(() => {
      this.#operation.beforeSync();
    });
  }

  count(bytes: number): void {
    this.#bytes += bytes;
  }

  countLine(): void {
    this.#lines = (this.#lines ?? 0) + 1;
  }

  fail(error: unknown): void {
    this.#failure ??= { error };
  }

  /** Ends it; a second call does nothing. */
  end(): void {
    if (this.#over) return;
    this.#over = true;
    this.#operation.end({
      ...(this.#direction === 'read' ? { bytesRead: this.#bytes } : { bytesWritten: this.#bytes }),
      ...(this.#lines === undefined ? {} : { linesCount: this.#lines }),
      ...this.#failure,
    });
  }
  #refusing<T>(ask: () => T): T {
    try {
      return ask();
    } catch (error) {
      this.#refusal = { error };
      throw error;
    }
  }
}
