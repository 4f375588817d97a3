/** How a function of `node:fs` gives its result. */
export type CallForm = 'sync' | 'callback' | 'promise';

/** One call of a function of `node:fs`. */
export interface FileRequest {
  /** The function's name without `Sync`. */
  readonly name: string;
  readonly form: CallForm;
  /** The FileHandle whose method was called. */
  readonly handle?: object;
  /** Without a callback. */
  readonly args: readonly unknown[];
  /** The patched function, for a look at its caller. */
  readonly entry: (...args: never[]) => unknown;
  /** `true` where a stream of `node:fs` opens its file. */
  readonly opensStream: boolean;
}

/** What is asked and recorded about one call. */
export interface FileCall {
  /** What to call the function with. */
  readonly args: readonly unknown[];
  /** `true` for a call that starts what is recorded later, so that its work stays in the activity's scope. */
  readonly staysInScope?: boolean;
  /** @throws {@link GovernanceRefusedError} (or rejects with it) when the call may not happen */
  before(): Promise<void> | void;
  /** @throws {@link GovernanceRefusedError} when the call may not happen */
  beforeSync(): void;
  /** @param result - what the function returned, resolved with or gave its callback after the error */
  succeeded(result: unknown): void;
  failed(error: unknown): void;
}
