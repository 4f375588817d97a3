import { toJsonValue } from '@openbox/core-client/contract';
import type { CompletedOperation, Operation } from '@openbox/spans';

/** Longest statement that goes out, in characters (wire contract 1.6). */
const MAX_STATEMENT_CHARS = 2_000;

/**
 * One operation as Core evaluates it (wire contract 1.6): before it runs (`started`) and after (`completed`), with the
 * same ids. Every field of its family is there, `null` where it is not known.
 */
export function toHookSpan(operation: Operation | CompletedOperation): Record<string, unknown> {
  const completed = 'endTimeNs' in operation ? operation : undefined;
  const error = completed?.error ?? httpError(operation);
  return {
    span_id: operation.spanId,
    trace_id: operation.traceId,
    parent_span_id: operation.parentSpanId,
    name: operation.name,
    kind: operation.kind,
    stage: completed === undefined ? 'started' : 'completed',
    start_time: Math.round(operation.startTimeNs),
    end_time: completed === undefined ? null : Math.round(completed.endTimeNs),
    duration_ns: completed === undefined ? null : Math.round(completed.durationNs),
    attributes: operation.attributes,
    status: { code: error === undefined ? 'UNSET' : 'ERROR', description: error ?? null },
    events: [],
    error: error ?? null,
    hook_type: operation.type,
    ...familyFields(operation),
  };
}

function httpError(operation: Operation): string | undefined {
  if (operation.type !== 'http_request') return undefined;
  const { statusCode } = operation.facts;
  return statusCode !== undefined && statusCode >= 400 ? `HTTP ${String(statusCode)}` : undefined;
}

function familyFields(operation: Operation): Record<string, unknown> {
  switch (operation.type) {
    case 'http_request': {
      const { facts } = operation;
      return {
        http_method: facts.method,
        http_url: facts.url,
        http_status_code: facts.statusCode ?? null,
        request_headers: facts.requestHeaders ?? null,
        response_headers: facts.responseHeaders ?? null,
        request_body: facts.requestBody ?? null,
        response_body: facts.responseBody ?? null,
      };
    }
    case 'db_query': {
      const { facts } = operation;
      return {
        db_system: facts.system,
        db_name: facts.databaseName ?? null,
        db_operation: facts.operation ?? null,
        db_statement: facts.statement?.slice(0, MAX_STATEMENT_CHARS) ?? null,
        server_address: facts.serverAddress ?? null,
        server_port: facts.serverPort ?? null,
        rowcount: facts.rowCount ?? null,
      };
    }
    case 'file_operation': {
      const { facts } = operation;
      return {
        file_path: facts.path,
        file_mode: facts.mode ?? null,
        file_operation: facts.operation,
        ...(facts.destinationPath !== undefined && { file_destination: facts.destinationPath }),
        bytes_read: facts.bytesRead ?? null,
        bytes_written: facts.bytesWritten ?? null,
        lines_count: facts.linesCount ?? null,
      };
    }
    case 'function_call': {
      const { facts } = operation;
      return {
        function: facts.function,
        module: facts.module ?? null,
        args: facts.args === undefined ? null : toJsonValue(facts.args),
        result: facts.result === undefined ? null : toJsonValue(facts.result),
      };
    }
  }
}
