import type { AttributeValue, SpanFacts } from './span-data';

type Attributes = Readonly<Record<string, AttributeValue>>;

/** Facts of a span's root from its attributes; unknown ones are left out. Expects the specification's names. */
export function toSpanFacts(attributes: Attributes): SpanFacts {
  const facts = {
    ...httpFacts(attributes),
    ...databaseFacts(attributes),
    ...fileFacts(attributes),
    ...functionFacts(attributes),
  };
  const known: SpanFacts = {};
  return Object.assign(
    known,
    Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined)),
  );
}

type PossibleFacts = { [K in keyof SpanFacts]: SpanFacts[K] | undefined };

function httpFacts(attributes: Attributes): PossibleFacts {
  const method = text(attributes['http.method']);
  if (method === undefined) return {};
  return {
    hook_type: 'http_request',
    http_method: method,
    http_url: text(attributes['http.url']),
    http_status_code: integer(attributes['http.status_code']),
  };
}

function databaseFacts(attributes: Attributes): PossibleFacts {
  const system = text(attributes['db.system']);
  if (system === undefined) return {};
  return {
    hook_type: 'db_query',
    db_system: system,
    db_name: text(attributes['db.name']),
    db_operation: text(attributes['db.operation']),
    db_statement: text(attributes['db.statement']),
    server_address: text(attributes['net.peer.name']),
    server_port: integer(attributes['net.peer.port']),
  };
}

function fileFacts(attributes: Attributes): PossibleFacts {
  const path = text(attributes['file.path']);
  if (path === undefined) return {};
  const operation = text(attributes['file.operation']);
  const bytes = integer(attributes['file.bytes']);
  const writes = operation?.startsWith('write') === true || operation === 'append';
  return {
    hook_type: 'file_operation',
    file_path: path,
    file_mode: text(attributes['file.mode']),
    file_operation: operation,
    bytes_read: integer(attributes['file.total_bytes_read']) ?? (writes ? undefined : bytes),
    bytes_written: integer(attributes['file.total_bytes_written']) ?? (writes ? bytes : undefined),
    lines_count: integer(attributes['file.lines']),
  };
}

function functionFacts(attributes: Attributes): PossibleFacts {
  const name = text(attributes['code.function']);
  if (name === undefined) return {};
  return { hook_type: 'function_call', function: name, module: text(attributes['code.namespace']) };
}

function text(value: AttributeValue | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function integer(value: AttributeValue | undefined): number | undefined {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? value : undefined;
  return typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : undefined;
}
