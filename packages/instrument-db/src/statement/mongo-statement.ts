import { isObject } from '../patch/reflection';

/** Fields that the driver adds to a command. */
const PROTOCOL_FIELDS = new Set([
  ...[
    'lsid',
    'txnNumber',
    'startTransaction',
    'autocommit',
    'apiVersion',
    'apiStrict',
    'apiDeprecationErrors',
  ],
  ...[
    '$db',
    '$clusterTime',
    '$readPreference',
    'readConcern',
    'writeConcern',
    'cursor',
    'bypassDocumentValidation',
  ],
]);

/** Stages of a pipeline, with the fields in them whose texts name collections and fields. */
const NAMING_FIELDS: Readonly<Record<string, readonly string[]>> = {
  $lookup: ['from', 'localField', 'foreignField', 'as'],
  $graphLookup: ['from', 'connectFromField', 'connectToField', 'as', 'startWith'],
  $unionWith: ['coll'],
  $merge: ['into'],
};

/** Stages whose text is the name of a collection. */
const NAMING_STAGES = new Set(['$out', '$unionWith', '$merge', '$count', '$unwind', '$sortByCount']);

const MAX_NODES = 200;
const MAX_DEPTH = 8;

/** How much of a command may still be shown. */
interface Budget {
  nodes: number;
}

interface FieldPath {
  readonly field: string;
  readonly parent: string | undefined;
}

/**
 * The values of a command: without what the driver adds, which is another in each attempt. That includes the ids that it
 * makes for documents.
 */
export function mongoValues(command: unknown): unknown {
  if (!isObject(command)) return undefined;
  const fields: readonly (readonly [string, unknown])[] = Object.entries(command);
  return fields
    .filter(([name]) => !PROTOCOL_FIELDS.has(name))
    .map(([name, value]) => {
      const documents = documentsOf(value);
      return [
        name,
        name === 'documents' && Array.isArray(documents) ? documents.map(withoutMadeId) : documents,
      ];
    });
}

function withoutMadeId(document: unknown): unknown {
  if (!isObject(document) || !('_id' in document)) return document;
  const { _id: id, ...rest } = document;
  return isObject(id) && '_bsontype' in id && id._bsontype === 'ObjectId' ? rest : document;
}

/** A command as JSON, with `?` in place of every value: fields, operators and the collection stay. */
export function mongoStatement(command: unknown): string | undefined {
  if (!isObject(command)) return undefined;
  const budget = { nodes: MAX_NODES };
  const fields: readonly (readonly [string, unknown])[] = Object.entries(command);
  const [first, ...rest] = fields.filter(([name]) => !PROTOCOL_FIELDS.has(name));
  if (first === undefined) return undefined;
  const [name, target] = first;
  const shown: [string, unknown][] = [
    [name, typeof target === 'string' ? target : masked(target, 0, budget)],
  ];
  for (const [field, value] of rest) shown.push([field, masked(value, 0, budget, field)]);
  return JSON.stringify(Object.fromEntries(shown));
}

function maskedField(path: FieldPath, value: unknown, depth: number, budget: Budget): unknown {
  const names =
    NAMING_STAGES.has(path.field) || NAMING_FIELDS[path.parent ?? '']?.includes(path.field) === true;
  return names && typeof value === 'string' ? value : masked(value, depth, budget, path.field);
}

function masked(given: unknown, depth: number, budget: Budget, parent?: string): unknown {
  budget.nodes -= 1;
  const value = documentsOf(given);
  if (!isContainer(value)) return '?';
  if (budget.nodes <= 0 || depth >= MAX_DEPTH) return '...';
  if (Array.isArray(value)) return maskedItems(value, depth, budget);
  const shown: [string, unknown][] = [];
  for (const [field, item] of entriesOf(value)) {
    if (budget.nodes <= 0) {
      shown.push(['...', '...']);
      break;
    }
    const name = String(field);
    shown.push([name, maskedField({ field: name, parent }, item, depth + 1, budget)]);
  }
  return Object.fromEntries(shown);
}

function entriesOf(value: object): readonly (readonly [unknown, unknown])[] {
  return value instanceof Map ? [...value] : Object.entries(value);
}

/** Values of a list say nothing once they are masked: equal neighbours are shown once. */
function maskedItems(items: readonly unknown[], depth: number, budget: Budget): unknown[] {
  const shown: unknown[] = [];
  let last: string | undefined;
  for (const item of items) {
    if (budget.nodes <= 0) {
      shown.push('...');
      break;
    }
    const next = masked(item, depth + 1, budget);
    const text = JSON.stringify(next);
    if (text !== last) shown.push(next);
    last = text;
  }
  return shown;
}

/** The documents of a write, which the driver may have encoded beforehand (`DocumentSequence`). */
function documentsOf(value: unknown): unknown {
  const isSequence = isObject(value) && 'chunks' in value && 'documents' in value;
  return isSequence && Array.isArray(value.documents) ? value.documents : value;
}

/** Objects of BSON, such as ids and dates, are values as well. */
function isContainer(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value) || value instanceof Map) return true;
  const prototype: unknown = Object.getPrototypeOf(value);
  return !('_bsontype' in value) && (prototype === null || Object.getPrototypeOf(prototype) === null);
}
