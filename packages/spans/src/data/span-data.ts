/** A value that OpenTelemetry takes as an attribute. */
export type AttributeValue =
  | string
  | number
  | boolean
  | readonly (string | null | undefined)[]
  | readonly (number | null | undefined)[]
  | readonly (boolean | null | undefined)[];

/** Span kinds as the specification spells them. */
export type SpanKindName = 'INTERNAL' | 'SERVER' | 'CLIENT' | 'PRODUCER' | 'CONSUMER';

/** Status codes as the specification spells them. Instrumentations leave a success `UNSET`. */
export type SpanStatusName = 'UNSET' | 'OK' | 'ERROR';

/** Something that happened during a span, such as an exception. */
export interface SpanEventData {
  readonly name: string;
  /** Nanoseconds since the Unix epoch. */
  readonly timestamp: number;
  readonly attributes: Readonly<Record<string, AttributeValue>>;
}

/** Bodies and headers of an HTTP exchange, at the root of a span (never among its attributes). */
export interface SpanBodyData {
  request_body?: string;
  response_body?: string;
  request_headers?: Readonly<Record<string, string>>;
  response_headers?: Readonly<Record<string, string>>;
}

/** Facts at the root of a span beside its attributes, as hook-level evaluation has them (wire contract 1.6). */
export interface SpanFacts {
  hook_type?: 'http_request' | 'db_query' | 'file_operation' | 'function_call';
  http_method?: string;
  http_url?: string;
  http_status_code?: number;
  db_system?: string;
  db_name?: string;
  db_operation?: string;
  db_statement?: string;
  server_address?: string;
  server_port?: number;
  file_path?: string;
  file_mode?: string;
  file_operation?: string;
  bytes_read?: number;
  bytes_written?: number;
  lines_count?: number;
  function?: string;
  module?: string;
}

/**
 * One ended span in the wire form of `ActivityCompleted` (specification, "Span Data Structures").
 *
 * Times are integers in nanoseconds since the Unix epoch; as JavaScript numbers they are exact to about 256 ns.
 */
export interface SpanData extends SpanFacts, SpanBodyData {
  /** 16 hex digits. */
  readonly span_id: string;
  /** 32 hex digits. */
  readonly trace_id: string;
  parent_span_id: string | null;
  readonly name: string;
  readonly kind: SpanKindName;
  readonly start_time: number;
  readonly end_time: number;
  readonly duration_ns: number;
  readonly status: { readonly code: SpanStatusName; readonly description: string | null };
  readonly events: readonly SpanEventData[];
  /** The span's own attributes and, beside them, the specification's names for the newer ones. */
  readonly attributes: Readonly<Record<string, AttributeValue>>;
  activity_id?: string;
}
