import type { AttributeValue, SpanKindName } from '../data/span-data';

/** The four kinds of operation that Core knows; the values are `hook_type` of the wire contract. */
export type OperationType = 'http_request' | 'db_query' | 'file_operation' | 'function_call';

/** What an HTTP request is about to do, and after it what came back. */
export interface HttpRequestFacts {
  readonly method: string;
  readonly url: string;
  readonly requestHeaders?: Readonly<Record<string, string>>;
  /** Text bodies only. */
  readonly requestBody?: string;
  /**
   * SHA-256 of the bytes of the body, of any kind, that are known when the request is asked about, in hex; the boundary
   * of a multipart body is no part of it. Given wherever a gate is asked; not for Core.
   */
  readonly bodyDigest?: string;
  readonly statusCode?: number;
  readonly responseHeaders?: Readonly<Record<string, string>>;
  /** Text bodies only. */
  readonly responseBody?: string;
}

/** What a query is about to do. Results are never part of it. */
export interface DbQueryFacts {
  /** `postgresql`, `mysql`, `mongodb`, `redis`, … */
  readonly system: string;
  readonly databaseName?: string;
  /** Upper-case verb, such as `SELECT`. */
  readonly operation?: string;
  readonly statement?: string;
  /**
   * SHA-256 of the values that go with the statement, in hex: tells one action from another without showing them. Given
   * only where a gate is asked; not for Core.
   */
  readonly valuesDigest?: string;
  /** The same of a statement that is longer than `statement`. */
  readonly statementDigest?: string;
  /** Of the connection; not for Core. */
  readonly user?: string;
  /** Redis: the selected database; not for Core. */
  readonly databaseIndex?: number;
  readonly serverAddress?: string;
  readonly serverPort?: number;
  /** Known only afterwards. */
  readonly rowCount?: number;
}

/** What is about to happen to a file. Its content is never part of it. */
export interface FileOperationFacts {
  /** Absolute. */
  readonly path: string;
  /** As given to the open call, such as `r` or `w`. */
  readonly mode?: string;
  /** `open`, `read`, `write`, `unlink`, `rename`, … */
  readonly operation: string;
  /** Where a rename or copy ends up; absolute. */
  readonly destinationPath?: string;
  readonly bytesRead?: number;
  readonly bytesWritten?: number;
  readonly linesCount?: number;
}

/** A call of a traced function. */
export interface FunctionCallFacts {
  readonly function: string;
  readonly module?: string;
  /** JSON-safe; absent where the function's arguments are not captured. */
  readonly args?: readonly unknown[];
  /**
   * SHA-256 of the arguments, in hex, also of what `args` has no room for. Given only with `args`, where a gate is asked;
   * not for Core.
   */
  readonly argsDigest?: string;
  /** JSON-safe; known only afterwards, and absent where the result is not captured. */
  readonly result?: unknown;
}

interface OperationBase {
  /** 16 hex digits, the same before and after the operation. */
  readonly spanId: string;
  /** 32 hex digits. */
  readonly traceId: string;
  readonly parentSpanId: string | null;
  readonly name: string;
  readonly kind: SpanKindName;
  /** Nanoseconds since the Unix epoch. */
  readonly startTimeNs: number;
  /** Attributes known so far, in the specification's names. */
  readonly attributes: Readonly<Record<string, AttributeValue>>;
}

/** The kind of an operation, with the facts of that kind. */
export type OperationFamily =
  | { readonly type: 'http_request'; readonly facts: HttpRequestFacts }
  | { readonly type: 'db_query'; readonly facts: DbQueryFacts }
  | { readonly type: 'file_operation'; readonly facts: FileOperationFacts }
  | { readonly type: 'function_call'; readonly facts: FunctionCallFacts };

/** One operation that an activity is about to do: what the {@link OperationGate} decides on. */
export type Operation = OperationBase & OperationFamily;

/** The same operation after it ran, with what is known of it now. */
export type CompletedOperation = Operation & {
  /** Nanoseconds since the Unix epoch. */
  readonly endTimeNs: number;
  readonly durationNs: number;
  /** Message of the error that the operation ended with; absent after success. */
  readonly error?: string;
};
