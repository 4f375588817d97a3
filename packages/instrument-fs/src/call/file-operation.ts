import { context, trace, type Attributes, type Span } from '@opentelemetry/api';
import { GovernedOperation, type ActivityScope, type FileOperationFacts } from '@openbox/spans';

/** One operation on a file that is about to happen. */
export interface FileOperationDescription {
  /** What comes after `file.` in the span's name. */
  readonly operation: string;
  readonly path: string;
  readonly mode?: string | undefined;
  readonly destinationPath?: string | undefined;
  /** @defaultValue the active span */
  readonly parent?: Span | undefined;
}

/** What is known of a file operation when it is over. */
export interface FileOperationOutcome {
  readonly bytesRead?: number;
  readonly bytesWritten?: number;
  readonly linesCount?: number;
  /** Leave out after success. */
  readonly error?: unknown;
}

/** A file operation with its span `file.<operation>`, in the specification's names. */
export class FileOperation {
  readonly #operation: GovernedOperation;
  readonly #facts: FileOperationFacts;

  constructor(scope: ActivityScope, description: FileOperationDescription) {
    const { operation, path, mode, destinationPath, parent } = description;
    this.#facts = {
      path,
      operation,
      ...(mode === undefined ? {} : { mode }),
      ...(destinationPath === undefined ? {} : { destinationPath }),
    };
    this.#operation = new GovernedOperation(scope, {
      name: `file.${operation}`,
      attributes: {
        'file.path': path,
        'file.operation': operation,
        ...(mode === undefined ? {} : { 'file.mode': mode }),
        ...(destinationPath === undefined ? {} : { 'file.destination_path': destinationPath }),
      },
      operation: { type: 'file_operation', facts: this.#facts },
      ...(parent === undefined ? {} : { parentContext: trace.setSpan(context.active(), parent) }),
    });
  }

  get span(): Span {
    return this.#operation.span;
  }

  /** @throws {@link GovernanceRefusedError} (or rejects with it) when it may not happen */
  before(): Promise<void> | void {
    return this.#operation.before();
  }

  /** @throws {@link GovernanceRefusedError} when it may not happen */
  beforeSync(): void {
    this.#operation.beforeSync();
  }

  /** Ends it. Never throws; a second call does nothing. */
  end(outcome: FileOperationOutcome = {}): void {
    const { error: _error, ...facts } = outcome;
    this.#operation.end({
      attributes: this.#outcomeAttributes(outcome),
      operation: { type: 'file_operation', facts: { ...this.#facts, ...facts } },
      ...('error' in outcome ? { error: outcome.error } : {}),
    });
  }

  #outcomeAttributes({ bytesRead, bytesWritten, linesCount }: FileOperationOutcome): Attributes {
    const attributes: Attributes = linesCount === undefined ? {} : { 'file.lines': linesCount };
    if (this.#facts.operation === 'open') {
      attributes['file.total_bytes_read'] = bytesRead ?? 0;
      attributes['file.total_bytes_written'] = bytesWritten ?? 0;
    } else if (bytesRead !== undefined || bytesWritten !== undefined) {
      attributes['file.bytes'] = bytesRead ?? bytesWritten;
    }
    return attributes;
  }
}
