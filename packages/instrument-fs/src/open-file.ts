import type { Span } from '@opentelemetry/api';
import type { ActivityScope } from '@openbox/spans';
import { FileOperation } from './call/file-operation';
import { StreamTransfer, type Direction } from './stream-transfer';

/** A file that is open, with what went through it. */
export class OpenFile {
  readonly path: string;
  /** Whether a stream reads or writes it: its many small steps are then one operation. */
  isStream = false;
  /** Called once, when it is closed. */
  onClose: (() => void) | undefined;
  /** The attempt that works with it. */
  readonly scope: ActivityScope;
  readonly #opening: FileOperation | undefined;
  readonly #streams = new Map<Direction, StreamTransfer>();
  readonly #bytes = { read: 0, write: 0 };
  #isOpen = true;

  /** @param opening - the operation that opened it; absent for a file that was opened where nobody was looking */
  constructor(scope: ActivityScope, path: string, opening?: FileOperation) {
    this.scope = scope;
    this.path = path;
    this.#opening = opening;
  }

  get span(): Span | undefined {
    return this.#opening?.span;
  }

  /** Counts what went through. */
  count(direction: Direction, bytes: number): void {
    this.#bytes[direction] += bytes;
  }

  /** The one operation for all that a stream reads, or writes. */
  stream(direction: Direction, operation: string = direction): StreamTransfer {
    const existing = this.#streams.get(direction);
    if (existing !== undefined && !existing.isOver) return existing;
    const transfer = new StreamTransfer(
      new FileOperation(this.scope, { operation, path: this.path, parent: this.span }),
      direction,
    );
    this.#streams.set(direction, transfer);
    return transfer;
  }

  /** Ends what is recorded of it; a second call does nothing. */
  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    for (const transfer of this.#streams.values()) transfer.end();
    this.onClose?.();
    this.#opening?.end({ bytesRead: this.#bytes.read, bytesWritten: this.#bytes.write });
  }
}
