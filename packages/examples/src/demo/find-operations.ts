import { posix, win32 } from 'node:path';
import * as v from 'valibot';
import type { RecordedDecision } from './case-outcome';

/** One thing that an activity did, as Core was told of it. */
export interface RecordedOperation {
  readonly kind: 'http_request' | 'db_query' | 'file_operation';
  /** What was done to what, such as `SELECT customers`; no values, no bodies, no content. */
  readonly text: string;
}

const HttpSpan = v.object({
  http_method: v.string(),
  http_url: v.string(),
  http_status_code: v.optional(v.nullable(v.number())),
});
const DbSpan = v.object({ db_operation: v.string(), db_statement: v.string() });
const FileSpan = v.object({ name: v.string(), file_path: v.string() });

const TABLE = /\b(?:from|into|update)\s+([\w."]+)/i;

/** The name in either spelling: the spans may come from a worker on another system. */
const baseName = (path: string): string => posix.basename(win32.basename(path));

function toOperation(span: unknown): RecordedOperation | undefined {
  if (v.is(HttpSpan, span)) {
    // What follows the path may be anybody's data.
    const [address = ''] = span.http_url.split(/[?#]/);
    const status = span.http_status_code ?? 'without an answer';
    return { kind: 'http_request', text: `${span.http_method} ${address} ${status}` };
  }
  if (v.is(DbSpan, span)) {
    const table = TABLE.exec(span.db_statement)?.[1];
    return { kind: 'db_query', text: table ? `${span.db_operation} ${table}` : span.db_operation };
  }
  // Opening a file is the frame around what is done with it.
  if (v.is(FileSpan, span) && span.name !== 'file.open') {
    return { kind: 'file_operation', text: `${span.name} ${baseName(span.file_path)}` };
  }
  return undefined;
}

/** What the activities of a run did, from the spans that came to Core with their results; oldest first. */
export function findOperations(decisions: readonly RecordedDecision[]): RecordedOperation[] {
  return decisions
    .filter(({ event }) => event.event_type === 'ActivityCompleted')
    .flatMap(({ event }) => event.spans ?? [])
    .map(toOperation)
    .filter((operation) => operation !== undefined);
}
